"""The sample pages in a real browser: axe, the content policy, narrow screens, keys, dialogs, kept drafts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import faults
from tests.web.sample_app import PAGES

pytestmark = pytest.mark.browser
SHOWN = [*PAGES, "error/404"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when the browser complains of anything."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    shown = context.new_page()
    complaints: list[str] = []
    shown.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    yield shown
    context.close()
    wanted = [said for said in complaints if "the server responded with a status of" not in said]
    assert not wanted


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", SHOWN)
def test_axe_finds_nothing(page: Page, samples: str, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{samples}/{name}")
    assert not faults(page)


def test_axe_would_find_something(page: Page, samples: str) -> None:
    page.goto(f"{samples}/track")
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert set(faults(page)) == {"color-contrast (light)", "label (light)"}
    page.evaluate("document.querySelector('h1').style.color = '#222'")
    assert set(faults(page)) == {"color-contrast (dark)", "label (light)"}


@pytest.mark.parametrize("lang", ["en", "hi", "vi"])
@pytest.mark.parametrize("name", SHOWN)
def test_nothing_runs_off_a_narrow_screen(page: Page, samples: str, name: str, lang: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{samples}/{name}?lang={lang}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_error_summary_has_the_focus_and_leads_to_the_box(page: Page, samples: str) -> None:
    page.goto(f"{samples}/step")
    expect(page.locator(".errors")).to_be_focused()
    page.get_by_role("link", name="The date of sale needs a year").click()
    expect(page.locator("#sold-year")).to_be_focused()


def test_keys_search_walk_select_and_open(page: Page, samples: str) -> None:
    page.goto(f"{samples}/inbox")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Find a case")).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("searchbox", name="Find a case")).to_have_value("j")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("[data-selected]")).to_have_text("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/case?n=1")


def test_keys_can_be_switched_off(page: Page, samples: str) -> None:
    page.goto(f"{samples}/inbox")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.get_by_label("Use keys of one letter in this browser").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Find a case")).not_to_be_focused()


def test_a_move_asks_in_a_dialog_and_the_same_page_stands_alone(page: Page, samples: str) -> None:
    page.goto(f"{samples}/case")
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Ask the buyer to pay $746.00?")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("Add a line")).to_be_visible()
    assert not faults(page, second=None)
    dialog.get_by_role("link", name="Not now").click()
    expect(dialog).to_have_count(0)
    page.goto(f"{samples}/ask")
    expect(page.get_by_role("button", name="Ask for payment")).to_be_visible()


def test_what_staff_write_outlives_a_reload_but_not_its_sending(page: Page, samples: str) -> None:
    page.goto(f"{samples}/case")
    box = page.get_by_label("Write to the buyer")
    box.fill("A letter that names the vehicle")
    page.on("dialog", lambda asked: asked.accept())
    page.reload()
    expect(box).to_have_value("A letter that names the vehicle")
    expect(page.get_by_text("We kept what you wrote")).to_be_visible()
    expect(page.locator("#say-left")).to_have_text("31 of 2,000 characters used")
    page.get_by_role("button", name="Send message").click()
    page.goto(f"{samples}/case")
    expect(box).to_have_value("")


def test_what_was_sent_in_vain_comes_back(page: Page, samples: str) -> None:
    page.goto(f"{samples}/case")
    page.get_by_label("Write to the buyer").fill("Lost?")
    page.get_by_role("button", name="Send message").click()
    page.goto(f"{samples}/error/503")
    page.goto(f"{samples}/case")
    expect(page.get_by_label("Write to the buyer")).to_have_value("Lost?")


def test_leaving_with_unsent_words_asks_first(page: Page, samples: str) -> None:
    page.goto(f"{samples}/case")
    page.get_by_label("Write to the buyer").press_sequentially("Not yet")
    asked: list[str] = []
    page.on("dialog", lambda question: (asked.append(question.type), question.accept()))
    page.goto(f"{samples}/inbox")
    assert asked == ["beforeunload"]


def test_short_news_become_a_toast_on_the_desk_and_stay_a_notice_for_the_public(
    page: Page, samples: str
) -> None:
    page.goto(f"{samples}/inbox?flash=Taken")
    expect(page.get_by_role("status").filter(has_text="Taken")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator(".toast")).to_have_count(0)
    page.goto(f"{samples}/track?flash=Sent")
    expect(page.locator("main .notice")).to_have_text("Sent")


def test_a_chosen_scheme_is_kept(page: Page, samples: str) -> None:
    page.goto(f"{samples}/track")
    page.get_by_role("button", name="Dark").click()
    page.goto(f"{samples}/track")
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"
    page.get_by_role("button", name="As my device").click()
    page.goto(f"{samples}/track")
    assert page.evaluate("document.documentElement.dataset.scheme") is None


def test_without_the_module_every_way_is_a_link_or_a_form(browser: Browser, samples: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{samples}/case?flash=Taken")
    expect(page.locator("main .notice")).to_have_text("Taken")
    expect(page.get_by_role("link", name="Keys")).to_have_count(0)
    page.get_by_role("link", name="Ask for fees").click()
    page.get_by_role("button", name="Ask for payment").click()
    expect(page.get_by_role("heading", name="Sent")).to_be_visible()
    page.goto(f"{samples}/step")
    page.get_by_role("link", name="The date of sale needs a year").click()
    expect(page).to_have_url(re.compile("#sold-year$"))
    context.close()
