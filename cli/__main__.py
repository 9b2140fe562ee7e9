"""``python -m cli``: the same as ``policywatch``."""

import sys

from cli import main

sys.exit(main())
