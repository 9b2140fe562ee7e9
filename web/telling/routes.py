"""The pages of telling people."""

from web.telling import deliveries, drafts, editing, files, subscriptions

ROUTES = [
    *editing.ROUTES,
    *files.ROUTES,
    *subscriptions.ROUTES,
    *deliveries.ROUTES,
    *drafts.ROUTES,
]
