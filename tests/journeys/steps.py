"""What somebody does in a browser, and how they see that it worked."""

from collections.abc import Mapping
from datetime import date

from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from casework.packs import Workflow
from tests.axe import faults
from tests.factories.tenants import PASSWORD, MadeTenant, MadeUser
from tests.journeys.town import Town

CANARY = "CNRY-next-door"
"""Stands in the records of the other office of each journey: nobody here may ever read it."""
Typed = Mapping[str, str | list[str] | bytes]


class Reader:
    """Somebody at one office's pages. `done()` fails when their browser complained of anything."""

    def __init__(
        self, browser: Browser, town: Town, tenant: MadeTenant, *, width: int = 1280, scripts: bool = True
    ) -> None:
        self.town, self.home, self.width, self.scripts = town, town.home(tenant), width, scripts
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "response",
            lambda answer: (
                self._hear("error", f"{answer.status} {answer.url}") if answer.status >= 500 else None
            ),
        )
        self.page.set_default_timeout(60_000)
        expect.set_options(timeout=20_000)

    def _hear(self, kind: str, text: str) -> None:
        # A refusal is an answer: the browser reports its status, the page says why.
        if kind in ("error", "warning") and "the server responded with a status of 4" not in text:
            self.complaints.append(text)

    def go(self, path: str) -> None:
        """Type an address of the office."""
        self.page.goto(f"{self.home}{path}")

    def reads(self, *words: str) -> None:
        """The page says all of this, nothing of another office, and fits its window."""
        for said in words:
            expect(self.page.locator("body")).to_contain_text(said)
        assert CANARY not in self.page.content()
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width

    def heads(self, words: str) -> None:
        """The page has this heading."""
        expect(self.page.locator("h1")).to_contain_text(words)
        self.reads()

    def press(self, name: str, *, within: Locator | None = None, exact: bool = False) -> None:
        """Press the button of this name."""
        (within or self.page).get_by_role("button", name=name, exact=exact).click()

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        """Follow the first link of this name."""
        (within or self.page.locator("main")).get_by_role("link", name=name).first.click()

    def fill(self, typed: Typed, within: Locator | None = None) -> None:
        """Fill boxes by their names: a list ticks boxes, bytes are a photo."""
        place = within or self.page.locator("main")
        for name, value in typed.items():
            boxes = place.locator(f'[name="{name}"]')
            if isinstance(value, bytes):
                photo: FilePayload = {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": value}
                boxes.set_input_files([photo])
                continue
            if isinstance(value, list) or boxes.first.get_attribute("type") == "radio":
                for one in [value] if isinstance(value, str) else value:
                    place.locator(f'[name="{name}"][value="{one}"]').check()
            elif boxes.first.evaluate("box => box.tagName") == "SELECT":
                boxes.select_option(value)
            else:
                boxes.fill(value)

    def section(self, heading: str) -> Locator:
        """The part of the page under this heading."""
        return self.page.get_by_role("region", name=heading)

    def is_accessible(self) -> None:
        """axe finds nothing wrong with this page, in light and in dark. It needs scripts: else a twin reads it."""
        if self.scripts:
            assert not faults(self.page)
            return
        twin = self.context.browser.new_context(  # type: ignore[union-attr]  # a context of a browser that runs
            viewport={"width": self.width, "height": 900},
            storage_state=self.context.storage_state(),
            reduced_motion="reduce",
        )
        page = twin.new_page()
        page.goto(self.page.url)
        assert not faults(page)
        twin.close()

    def done(self) -> None:
        """Close the window. It had nothing to complain of."""
        self.context.close()
        assert not self.complaints


class Citizen(Reader):
    """Somebody who asks the office for something."""

    def apply(
        self, workflow: Workflow, pages: Mapping[str, Typed], *, lang: str = "en", begins: str | None = None
    ) -> tuple[str, str]:
        """Go through the form of a service from its first page to the receipt: the case's number and code."""
        self.heads(workflow.title.text(lang))
        self.page.locator("main a.button").click()
        for name, typed in pages.items():
            topic = workflow.page(name)
            self.heads(topic.title.text(lang))
            asked = {field.name: field for field in topic.fields}
            for box in typed:
                if (field := asked.get(box.split("-")[0])) is not None:
                    self.reads(field.label.text(lang))
            self.fill(typed)
            self.page.locator('main button[name="act"][value="continue"]').click()
        expect(self.page.locator("#q-" + next(iter(next(iter(pages.values())))))).to_be_visible()
        self.page.locator("#truth").check()
        self.page.locator("main form button.button").last.click()
        given = self.page.locator("main dl bdi.mono")
        expect(given).to_have_count(2)
        number, code = given.all_inner_texts()
        self.reads(workflow.state(begins or workflow.initial).public_label.text(lang))
        return number, code

    def track(self, number: str, code: str) -> None:
        """Open the case with what stands on the receipt."""
        self.go("/track/")
        self.fill({"number": number, "code": code})
        self.page.locator("main form button.button").first.click()
        self.reads(number)


class Officer(Reader):
    """Somebody who works at the office."""

    def sign_in(self, user: MadeUser) -> None:
        """Begin the day."""
        self.go("/sign-in")
        self.fill({"email": user.email, "password": PASSWORD})
        self.press("Sign in")
        expect(self.page.locator(".topbar")).to_contain_text(user.name)

    def search(self, text: str) -> None:
        """Look for something in the one search box."""
        box = self.page.get_by_role("search").first.get_by_role("searchbox")
        box.fill(text)
        with self.page.expect_navigation():
            box.press("Enter")

    def find(self, number: str) -> None:
        """Open a case by its number."""
        self.search(number)
        expect(self.page.locator(".case-head .ref")).to_have_text(number)
        self.reads()

    def assign(self, number: str, name: str) -> None:
        """Give a case to a colleague."""
        self.go(f"/desk/cases/{number}/assign")
        self.page.get_by_label("Colleague").select_option(label=name)
        self.press("Assign", within=self.page.locator("main"))
        self.reads("The case is assigned.")

    def move(self, label: str, typed: Typed | None = None) -> None:
        """Make a move: confirm each thing to be checked, answer what it asks."""
        offered = self.section("Moves")
        link = offered.get_by_role("link", name=label, exact=True)
        if link.count():
            link.click()
            asked = self.page.get_by_role("dialog")
            expect(asked).to_be_visible()
            for box in asked.locator('[name="check"]').all():
                box.check()
            self.fill(typed or {}, asked)
            self.press(label, within=asked)
        else:
            self.press(label, within=offered)
        self.reads(f"Done: {label}.")

    def confirm_party(self, name: str, answer: str) -> None:
        """Say who a party is, on the page that shows the case beside the register."""
        links = self.section("Parties").get_by_role("link", name="Say who it is")
        links.filter(has_text=name).click()
        self.heads(f"Who is “{name}”?")
        self.is_accessible()
        self.press(answer)
        expect(self.section("Parties").get_by_role("link", name=name, exact=True)).to_be_visible()


def day_boxes(name: str, day: date) -> dict[str, str]:
    """A date as it is typed."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
