"""A story played by clicks alone: its people sign in, find what is theirs to do, fill in forms, sign, and read what came of it.

Nothing goes beside the pages. Organisations and people come in from Excel, offices are confirmed and keys registered by the officers
whose duty that is, and the administrator turns the clock (演练时钟). Whoever has a task begins at the workbench, anybody else in the
navigation; only the address that one signs in at is ever typed. Ids are the console's own: nobody here knows one.

What a page does not let anybody do is no refusal of a service any more, and counts as what it is (player.Played.ways): an act that is
not offered, one of which a page says beforehand why it cannot be done, one that a form or the signing page does not send.
"""
