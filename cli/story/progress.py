"""Shows a run while it goes on: one line an act."""

from rich.console import Console
from rich.markup import escape

from chassis.calendar import CHINA
from cli.story.model import Story
from cli.story.player import Played


class Progress:
    """Prints acts as they are played. With several stories each line says which one."""

    def __init__(self, console: Console, stories: list[Story], quiet: bool) -> None:
        self._console = console
        self._quiet = quiet
        self._several = len(stories) > 1
        self._total = sum(len(story.acts) for story in stories)
        self._done = 0
        for story in stories:
            note = f"（{story.note}）" if story.note else ""
            console.print(f"[bold]《{escape(story.title)}》[/bold]{escape(note)}  {story.path}", soft_wrap=True)

    def played(self, played: Played) -> None:
        """Show an act that was played."""
        self._done += 1
        wrong = bool(played.unmet) or played.lost is not None
        if self._quiet and not wrong:
            return
        act = played.act
        mark = "[red]✗[/red]" if wrong else "[green]✓[/green]"
        which = f" [dim]{escape(played.story.path.stem)}[/dim]" if self._several else ""
        time = act.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        what = act.note or (act.call.rpartition("/")[2] if act.call else "核对")
        who = f" [dim]{escape(act.person)}[/dim]" if act.person else ""
        refused = f" → 按预期被拒绝：{played.refused.reason}" if played.refused is not None and act.refused is not None else ""
        self._console.print(f"{mark} [{self._done}/{self._total}] {time}{which} {escape(what)}{who}{escape(refused)}", soft_wrap=True)
        for line in (*played.unmet, *([played.lost] if played.lost is not None else [])):
            self._console.print(f"    {line}", style="red", markup=False, soft_wrap=True)
