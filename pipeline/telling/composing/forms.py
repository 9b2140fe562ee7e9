"""What a digest is sent as, and its copy on the web."""

from notifiers import NOTIFIERS
from notifiers.render import copy_of, render
from notifiers.showing import Showing
from pipeline.telling.world import World
from storage.queries.telling import rendering_id
from storage.records import CopyKind, Digest, Filter, Form, Subscription


def web_copy(world: World, digest: Digest) -> Form | None:
    """The whole digest as everybody may read it; nothing where there are no public pages."""
    return copy_of(_showing(world, digest, "")) if world.settings.public_url else None


def copy_kind(who: Subscription) -> CopyKind:
    """Who finds that copy: the whole of a week is for everybody; what one asks for is nobody
    else's business."""
    everything = who.filter == Filter() and who.include_doubtful and who.rate == "weekly"
    return "listed" if everything else "linked"


def forms_of(world: World, digest: Digest, copy: Form | None = None) -> tuple[Form, ...]:
    """What the digest is sent as, in order; it links the ``copy``, which is to be stored."""
    site = world.settings.public_url.rstrip("/")
    copy_url = f"{site}/digests/{rendering_id(copy)}" if copy and site else ""
    showing = _showing(world, digest, copy_url)
    name = digest.subscription.channel
    channel = NOTIFIERS.get(name)
    # Of a channel that is gone: it is planned, and fails where everybody sees it.
    return channel.forms(showing) if channel else (render(showing, name),)


def _showing(world: World, digest: Digest, copy_url: str) -> Showing:
    settings = world.settings
    return Showing(
        digest=digest,
        public_url=settings.public_url,
        desk_url=settings.desk_url,
        office_address=settings.office_address,
        names=world.topic_names,
        copy_url=copy_url,
    )
