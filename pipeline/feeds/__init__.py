"""What programs fetch by themselves: an Atom feed, a calendar and a feed of changes per filter."""
