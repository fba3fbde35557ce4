"""What can be done with an issue on every page that shows issues: filing it, naming it, raising it, opening it."""

from organiser.screens.base import Page
from organiser.services.issues import Issue


class ActsOnIssues(Page):
    """A page of issues. A subclass says which one the cursor is on, and of which ward by code the page is ("": all)."""

    ward = ""

    def issue_here(self) -> Issue | None:
        """The issue under the cursor; None for none."""
        raise NotImplementedError

    def chosen(self) -> list[Issue]:
        """The issues that are selected, else the one under the cursor."""
        issue = self.issue_here()
        return [issue] if issue else []

    def ward_name(self) -> str:
        """What the ward of the page is called."""
        return self.ward

    def _needed(self) -> Issue | None:
        issue = self.issue_here()
        if issue is None:
            self.tell("Put the cursor on an issue first.", problem=True)
        return issue

    def open_issue(self, uid: str) -> None:
        from organiser.screens.issue import IssuePage

        self.app.push_screen(IssuePage(uid, self.ward))

    async def action_merge(self) -> None:
        from organiser.screens.issue_panels import MergePanel

        if self._needed():
            await self.app.push_screen(MergePanel(self.chosen(), self.ward), self.filed)

    async def action_merge_here(self) -> None:
        from organiser.screens.issue_panels import MergePanel

        if self._needed() and self.ward:
            panel = MergePanel(self.chosen(), self.ward, self.ward_name(), only_here=True)
            await self.app.push_screen(panel, self.filed)

    def filed(self, answer: str | None) -> None:
        """A panel that files issues was closed."""

    async def action_rename(self) -> None:
        from organiser.screens.issue_panels import RenamePanel

        if issue := self._needed():
            await self.app.push_screen(RenamePanel(issue))

    async def action_category(self) -> None:
        from organiser.screens.issue_panels import CategoryPanel

        if issue := self._needed():
            await self.app.push_screen(CategoryPanel(issue))

    async def action_raise_issue(self) -> None:
        from organiser.screens.issue_panels import RaisePanel

        if issue := self._needed():
            await self.app.push_screen(RaisePanel(issue))

    async def split(self, issue: Issue, wording: str) -> None:
        from organiser.screens.issue_panels import SplitPanel

        await self.app.push_screen(SplitPanel(issue, wording, self.ward))
