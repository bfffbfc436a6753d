"""The plan: the tracks to be recorded, in the order a record is built, and how far each is."""

from __future__ import annotations

from collections.abc import Sequence

from tui_studio.song.notebook import PlanState
from tui_studio.song.planning import PlanRow, next_planned, plan_rows
from tui_studio.studio.wire import Answer
from tui_studio.tui.notebook.page import ListPage
from tui_studio.tui.view.cells import Run, Tone, fit

MARKS = {
    PlanState.PLANNED: "[   ]",
    PlanState.RECORDED: "[=  ]",
    PlanState.COMPED: "[== ]",
    PlanState.DONE: "[===]",
}
TONES = {
    PlanState.PLANNED: Tone.PLAIN,
    PlanState.RECORDED: Tone.WARN,
    PlanState.COMPED: Tone.LIT,
    PlanState.DONE: Tone.GOOD,
}
STATES = tuple(PlanState)


class PlanPage(ListPage):
    """How far a track is, is the page's own change."""

    title = "Plan"
    kind = "planned track"
    empty = "no plan yet: i plans a track, z lays the plan of a template"

    @property
    def keys(self) -> str:
        """Under the page."""
        return "i plan a track  Enter its track  x state  { } move  D remove  z template"

    @property
    def heading(self) -> tuple[str, ...]:
        """What comes next."""
        following = next_planned(self.song)
        if not self.count():
            return ()
        return (f"next: {following.item.name}" if following else "everything planned is recorded",)

    def count(self) -> int:
        """Planned tracks."""
        return len(self.song.notebook.plan)

    def entries(self) -> Sequence[Sequence[Run]]:
        """In order."""
        return [_entry(row) for row in plan_rows(self.song)]

    def spoken(self) -> tuple[str, ...]:
        """`Guitar, backbone, recorded, 3 takes, 1 of 4`."""
        row = self.here(plan_rows(self.song))
        if row is None:
            return ()
        takes = "no track yet" if row.track is None else f"{row.takes} take{'s' * (row.takes != 1)}"
        parts = [row.item.name, row.item.part, row.state.value, takes, f"{row.number} of {self.count()}"]
        return (", ".join(part for part in parts if part),)

    def insert(self) -> None:
        """Plan another track behind this one."""
        self.type(" plan the track: ", "", self._named)

    def _named(self, name: str) -> None:
        if name:
            place = self.at + 2 if self.count() else 1
            self.ask(
                "plan.add", {"name": name, "at": str(place)}, lambda answer: self._placed(answer, place - 1)
            )

    def _placed(self, answer: Answer, at: int) -> None:
        self.head.show_answer(answer)
        if answer.error is None:
            self.at = at

    def edit(self) -> None:
        """The track there is for it is pointed at; one that is not there yet is made."""
        row = self.here(plan_rows(self.song))
        if row is None:
            self.insert()
        elif row.track is not None:
            self.head.desk.selection.point(self.song.tracks.index(row.track))
            self.head.desk.say(f"{row.track.name} is pointed at; 2 shows it in the Record view")
        else:
            self.ask("plan.tracks", {})

    def change(self) -> None:
        """Planned, recorded, comped, done, and around."""
        row = self.here(plan_rows(self.song))
        if row is not None:
            state = STATES[(STATES.index(row.state) + 1) % len(STATES)]
            self.ask("plan.set", {"item": str(row.number), "state": state.value})

    def nudge(self, by: int) -> None:
        """A state further, or back."""
        row = self.here(plan_rows(self.song))
        if row is not None:
            at = max(0, min(len(STATES) - 1, STATES.index(row.state) + by))
            self.ask("plan.set", {"item": str(row.number), "state": STATES[at].value})

    def move(self, by: int) -> None:
        """Earlier or later."""
        row, to = self.here(plan_rows(self.song)), self.at + by
        if row is not None and 0 <= to < self.count():
            params = {"item": str(row.number), "to": str(to + 1)}
            self.ask("plan.move", params, lambda answer: self._placed(answer, to))

    def remove(self) -> None:
        """Out of the plan; the track stays."""
        row = self.here(plan_rows(self.song))
        if row is not None:
            self.ask("plan.remove", {"item": str(row.number)})

    def lay(self) -> None:
        """The plan of a template."""
        self.ask("track.plan", {}, self._templates)

    def _templates(self, answer: Answer) -> None:
        if answer.error is not None:
            self.head.show_answer(answer)
            return
        names = [one["name"] for one in answer.result or []]
        self.type(f" template ({', '.join(names)}): ", "", self._chosen)

    def _chosen(self, name: str) -> None:
        if name:
            self.ask("track.plan", {"template": name})


def _entry(row: PlanRow) -> list[Run]:
    track = row.track
    takes = f"{row.takes} take{'s' * (row.takes != 1)}" if row.takes else ""
    where = "" if track is None else takes if track.name == row.item.name else f"{track.name} {takes}"
    return [
        (f"{row.number:3d} ", Tone.DIM),
        (f"{MARKS[row.state]} {row.state.value:<9} ", TONES[row.state]),
        (fit(row.item.name, 22), Tone.STRONG),
        (f" {fit(row.item.part, 10)} ", Tone.DIM),
        (where if track is not None else "no track yet", Tone.PLAIN if track is not None else Tone.DIM),
    ]
