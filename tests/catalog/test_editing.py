"""Writing: nothing typed is lost, nothing is made twice, nobody sees what another is typing."""

from threading import Barrier, Thread

import pytest
from bs4 import BeautifulSoup
from make import form_data, make_record, make_user
from sqlalchemy import func, select

from kb.accounts.users import Role, User
from kb.db import db
from kb.libraries.case_studies import CaseStudy
from kb.libraries.experts import Expert
from kb.libraries.kinds import CASE_STUDIES, EXPERTS, PROJECTS
from kb.libraries.projects import Project
from kb.publishing import drafts, workflow
from kb.publishing.revisions import history

HOME = f"/{PROJECTS.slug}"


def begin(author, **given):
    """A project that this person has begun."""
    author = db.session.get(User, author.id)
    return make_record(Project, author=author, published=False, **given)


@pytest.fixture
def draft(keep, editor):
    """A project that the park's editor has begun."""
    return keep(begin, editor, member=editor.member)


def hidden(page, name):
    return page.select_one(f"main form [name={name}]")["value"]


def filled(page, **given):
    """What a browser would send of this page's form, as far as a form names itself."""
    names = ("form_key", "version", "base")
    own = {name: hidden(page, name) for name in names if page.select_one(f"[name={name}]")}
    return form_data(PROJECTS, **own, **given)


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


class TestTheSameFormTwice:
    def test_ten_times_make_one_record(self, app, browse, editor):
        browser = browse(editor)
        data = filled(browser.page(f"{HOME}/new"))
        places = {browser.post(f"{HOME}/new", data).location for _turn in range(10)}
        assert len(places) == 1
        assert count(app, Project) == 1

    def test_twice_at_once_make_one_record(self, app, browse, editor):
        data = filled(browse(editor).page(f"{HOME}/new"))
        ready, places = Barrier(4), []

        def send(browser):
            ready.wait()
            places.append(browser.post(f"{HOME}/new", data).location)

        threads = [Thread(target=send, args=(browse(editor),)) for _turn in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(places) == 4
        assert len(set(places)) == 1
        assert places[0].startswith(f"{HOME}/draft-")
        assert count(app, Project) == 1

    def test_after_going_back_other_words_are_a_change_of_the_same_record(
        self, app, browse, editor
    ):
        browser = browse(editor)
        data = filled(browser.page(f"{HOME}/new"))
        place = browser.post(f"{HOME}/new", data).location
        again = browser.post(f"{HOME}/new", data | {"title": "改了标题再发一次"})
        assert again.location == place
        assert count(app, Project) == 1
        assert browser.page(place).h1.get_text(strip=True) == "改了标题再发一次"

    def test_a_change_sent_twice_is_one_revision_and_no_conflict(self, app, browse, draft, editor):
        browser, place = browse(editor), f"{HOME}/{draft.address}"
        data = filled(browser.page(f"{place}/edit"), title="只改一次")
        answers = [browser.post(f"{place}/edit", data).status_code for _turn in range(3)]
        assert answers == [302, 302, 302]
        with app.app_context():
            assert len(history(db.session.get(Project, draft.id))) == 2

    def test_two_people_with_one_key_are_two_forms(self, app, browse, editor, staff):
        for person in (editor, staff):
            data = form_data(PROJECTS, form_key="the-same", title=f"{person.name}的项目")
            assert browse(person).post(f"{HOME}/new", data).status_code == 302
        assert count(app, Project) == 2


class TestUnsavedText:
    def test_it_is_kept_offered_restored_and_gone_once_saved(self, browse, editor):
        browser = browse(editor)
        opened = filled(browser.page(f"{HOME}/new"), title="还没写完的题目")
        kept = browser.post(f"/drafts{HOME}", opened)
        assert kept.status_code == 200
        assert kept.json["saved_at"].count(":") == 1
        offer = browser.page(f"{HOME}/new").select_one(".unsaved")
        assert "还没写完的题目" in offer.text
        page = browser.page(offer.a["href"])
        assert page.select_one("#title")["value"] == "还没写完的题目"
        assert page.select_one("[name=themes][checked]")["value"] == "灵活用工"
        assert not page.select(".unsaved")
        saved = browser.post(f"{HOME}/new", filled(page, title="写完的题目"))
        assert saved.status_code == 302
        assert not browser.page(f"{HOME}/new").select(".unsaved")

    def test_a_second_writing_replaces_the_first(self, app, browse, editor):
        browser = browse(editor)
        for title in ("第一稿", "第二稿"):
            browser.post(f"/drafts{HOME}", form_data(PROJECTS, form_key="k", title=title))
        assert [one.text for one in browser.page(f"{HOME}/new").select(".unsaved b")] != []
        with app.app_context():
            assert [one.title for one in drafts.of(editor)] == ["第二稿"]

    def test_a_change_of_a_record_comes_back_at_the_record_only(self, browse, editor, draft):
        browser, place = browse(editor), f"{HOME}/{draft.address}"
        browser.post(f"/drafts{place}", filled(browser.page(f"{place}/edit"), title="改到一半"))
        assert "改到一半" in browser.page(f"{place}/edit").select_one(".unsaved").text
        assert not browser.page(f"{HOME}/new").select(".unsaved")
        shown = browser.page(place)
        assert "改到一半" not in shown.text

    def test_taken_up_again_after_somebody_elses_change_it_meets_the_merge(
        self, browse, editor, staff, draft
    ):
        place = f"{HOME}/{draft.address}"
        mine = filled(browse(editor).page(f"{place}/edit"), title="我写到一半")
        browse(editor).post(f"/drafts{place}", mine)
        other = filled(browse(staff).page(f"{place}/edit"), title="他先保存")
        assert browse(staff).post(f"{place}/edit", other).status_code == 302
        offer = browse(editor).page(f"{place}/edit").select_one(".unsaved a")
        taken = filled(browse(editor).page(offer["href"]), title="我写到一半")
        answer = browse(editor).post(f"{place}/edit", taken)
        assert answer.status_code == 409
        assert parsed(answer).select_one("#title")["value"] == "我写到一半"

    def test_nobody_else_sees_restores_or_discards_it(self, browse, editor, staff, draft):
        place = f"{HOME}/{draft.address}"
        browse(editor).post(f"/drafts{place}", form_data(PROJECTS, form_key="k", title="秘密"))
        for address in (f"{place}/edit", f"{place}/edit?draft=k", f"{HOME}/new?draft=k"):
            assert "秘密" not in browse(staff).get(address).text
        assert browse(staff).post("/drafts/k/discard").status_code == 302
        assert "秘密" in browse(editor).get(f"{place}/edit").text

    def test_discarded_it_is_gone(self, browse, editor):
        browser = browse(editor)
        browser.post(f"/drafts{HOME}", form_data(PROJECTS, form_key="k"))
        left = browser.post("/drafts/k/discard", {"next": f"{HOME}/new"})
        assert left.location == f"{HOME}/new"
        assert not browser.page(f"{HOME}/new").select(".unsaved")

    def test_of_anothers_record_nothing_is_kept(self, app, browse, keep, draft):
        other = keep(make_user, Role.PARK_EDITOR, member=None)
        answer = browse(other).post(f"/drafts{HOME}/{draft.address}", {"form_key": "k"})
        assert answer.status_code == 404
        published = keep(make_record, Project)
        answer = browse(other).post(f"/drafts{HOME}/{published.number}", {"form_key": "k"})
        assert answer.status_code == 403
        assert count(app, drafts.UnsavedDraft) == 0

    @pytest.mark.parametrize(
        "data", [{}, {"form_key": "k" * 65}, {"form_key": "k", "body": "x" * 600_001}]
    )
    def test_what_is_too_long_or_without_a_key_is_not_kept(self, app, browse, editor, data):
        answer = browse(editor).post(f"/drafts{HOME}", data)
        assert answer.status_code == 422
        assert count(app, drafts.UnsavedDraft) == 0

    def test_of_many_drafts_the_oldest_goes(self, app, browse, editor):
        browser = browse(editor)
        for turn in range(drafts.MOST + 2):
            browser.post(f"/drafts{HOME}", {"form_key": f"k{turn}"})
        with app.app_context():
            kept = [one.form_key for one in drafts.of(editor)]
        assert len(kept) == drafts.MOST
        assert "k0" not in kept

    def test_who_is_signed_out_is_told_by_the_status(self, browse, park):
        answer = browse().post(f"/drafts{HOME}", {}, headers={"HX-Request": "true"})
        assert answer.status_code == 401


class TestTwoTexts:
    @pytest.fixture
    def conflict(self, browse, keep, editor, staff):
        """`conflict(mine, theirs)`: the page that answers when both saved from one version."""
        body = "第一段讲背景。\n\n第二段讲做法。"
        record = keep(begin, editor, member=editor.member, body=body)
        place = f"{HOME}/{record.address}/edit"

        def run(mine, theirs):
            before = {"title": record.title, "summary": record.summary, "body": body, "tags": ""}
            data = filled(browse(editor).page(place), **(before | mine))
            other = filled(browse(staff).page(place), **(before | theirs))
            assert browse(staff).post(place, other).status_code == 302
            answer = browse(editor).post(place, data)
            assert answer.status_code == 409
            return place, parsed(answer)

        return run

    def test_changes_that_do_not_touch_are_merged(self, browse, conflict, editor):
        place, page = conflict(
            {"body": "第一段讲新的背景。\n\n第二段讲做法。", "tags": "共建"},
            {"body": "第一段讲背景。\n\n第二段讲新做法。", "tags": "实验室"},
        )
        merged = "第一段讲新的背景。\n\n第二段讲新做法。"
        assert page.select_one("textarea#body").text.strip() == merged
        assert browse(editor).post(place, sent_by(page)).status_code == 302
        again = browse(editor).page(place)
        assert again.select_one("textarea#body").text.strip() == merged
        assert set(again.select_one("#tags")["value"].split("，")) == {"共建", "实验室"}

    def test_what_touches_is_shown_with_its_differences(self, conflict, staff):
        _place, page = conflict({"title": "我的标题"}, {"title": "他的标题"})
        assert staff.name in page.select_one("[role=alert]").text
        section = page.select_one("#merge-title")
        assert section.ins.text == "我"
        assert section.find("del").text == "他"

    @pytest.mark.parametrize(
        ("choice", "title"), [("mine", "我的标题"), ("theirs", "他的标题"), ("edited", "我的标题")]
    )
    def test_each_field_is_chosen(self, browse, conflict, editor, choice, title):
        place, page = conflict({"title": "我的标题"}, {"title": "他的标题"})
        data = sent_by(page) | {"choose-title": choice}
        assert browse(editor).post(place, data).status_code == 302
        assert browse(editor).page(place).select_one("#title")["value"] == title

    def test_what_is_typed_into_the_box_counts_whatever_is_chosen(self, browse, conflict, editor):
        place, page = conflict({"title": "我的标题"}, {"title": "他的标题"})
        data = sent_by(page) | {"choose-title": "theirs", "title": "第三个标题"}
        assert browse(editor).post(place, data).status_code == 302
        assert browse(editor).page(place).select_one("#title")["value"] == "第三个标题"

    def test_a_second_conflict_meanwhile_loses_nothing_either(
        self, browse, conflict, editor, staff
    ):
        place, page = conflict({"title": "我的标题"}, {"summary": "他的摘要。"})
        third = filled(browse(staff).page(place), title="园区共享实验室", summary="又一次。")
        assert browse(staff).post(place, third).status_code == 302
        answer = browse(editor).post(place, sent_by(page))
        assert answer.status_code == 409
        assert browse(editor).post(place, sent_by(parsed(answer))).status_code == 302
        saved = browse(editor).page(place)
        assert saved.select_one("#title")["value"] == "我的标题"
        assert saved.select_one("#summary").text.strip() == "又一次。"

    def test_of_two_at_once_the_second_gets_both_texts(self, browse, editor, staff, draft):
        place = f"{HOME}/{draft.address}/edit"
        ready, answers = Barrier(2), []

        def send(person):
            browser = browse(person)
            data = filled(browser.page(place), title=f"{person.name}的标题")
            ready.wait()
            answers.append(browser.post(place, data))

        threads = [Thread(target=send, args=(person,)) for person in (editor, staff)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        [late] = [answer for answer in answers if answer.status_code == 409]
        assert parsed(late).select_one("form.merge #title")


def parsed(answer):
    return BeautifulSoup(answer.text, "html.parser")


def sent_by(page):
    """Every control of the page's form as a browser without scripts sends it."""
    form, data = page.select_one("main form.form"), {}
    for control in form.select("input, textarea, select"):
        name, kind = control.get("name"), control.get("type")
        if not name or (kind in ("radio", "checkbox") and not control.has_attr("checked")):
            continue
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            data[name] = chosen["value"]
        else:
            value = control.text if control.name == "textarea" else control.get("value", "")
            data.setdefault(name, []).append(value.removeprefix("\r\n").removeprefix("\n"))
    return data


class TestTwins:
    def test_a_title_like_another_is_pointed_out_and_may_be_saved_all_the_same(
        self, app, browse, keep, editor
    ):
        known = keep(make_record, Project, title="海洋人才共享实验室建设")
        browser = browse(editor)
        data = filled(browser.page(f"{HOME}/new"), title="海洋人才共享实验室建设工程")
        warned = browser.post(f"{HOME}/new", data)
        assert warned.status_code == 422
        assert parsed(warned).select_one(f".alert a[href='{HOME}/{known.number}']")
        assert count(app, Project) == 1
        assert browser.post(f"{HOME}/new", data | {"anyway": "save"}).status_code == 302
        assert count(app, Project) == 2

    @pytest.mark.parametrize("title", ["二〇二五年度报告 2025", "另外一件事情", "海"])
    def test_other_titles_are_not(self, browse, keep, editor, title):
        keep(make_record, Project, title="二〇二五年度报告 2024")
        data = form_data(PROJECTS, title=title)
        assert browse(editor).post(f"{HOME}/new", data).status_code == 302

    def test_anothers_draft_is_not_betrayed(self, browse, keep, editor, staff):
        keep(begin, staff, title="尚未公开的海洋计划")
        found = browse(editor).get(f"{HOME}/new/similar?title=尚未公开的海洋计划")
        assert found.status_code == 200
        assert "尚未公开" not in found.text
        own = browse(staff).get(f"{HOME}/new/similar?title=尚未公开的海洋计划")
        assert "尚未公开" in own.text

    @pytest.mark.parametrize(("unit", "alike"), [("日照市人社局", True), ("滨州市人社局", False)])
    def test_a_person_is_known_by_name_and_unit(self, browse, keep, staff, unit, alike):
        keep(make_record, Expert, title="王海", unit="日照市人社局")
        place = f"/{EXPERTS.slug}/new/similar?title=王 海&unit={unit}"
        assert ("王海" in browse(staff).get(place).text) is alike


class TestTheOrderThatGoesWithTheForm:
    def test_a_new_record_is_submitted_at_once(self, browse, editor):
        data = form_data(CASE_STUDIES, then="submit")
        place = browse(editor).post(f"/{CASE_STUDIES.slug}/new", data).location
        assert browse(editor).get(f"{place}/edit").status_code == 200
        assert browse(editor).page(place).select_one(".badge--sand")

    def test_a_returned_one_shows_why_and_goes_in_again(self, app, browse, editor, draft, staff):
        with app.app_context():
            record = db.session.get(Project, draft.id)
            workflow.submit(record, db.session.get(User, editor.id))
            workflow.send_back(record, db.session.get(User, staff.id), "请补充数据来源")
            db.session.commit()
        place = f"{HOME}/{draft.address}/edit"
        page = browse(editor).page(place)
        assert "请补充数据来源" in page.select_one(".alert--warning").text
        sent = browse(editor).post(place, filled(page, then="submit"))
        assert sent.status_code == 302
        with app.app_context():
            newest = history(db.session.get(Project, draft.id))[0]
            assert newest.state.value == "submitted"


class TestPreview:
    def test_it_shows_the_texts_as_readers_see_them_and_saves_nothing(self, app, browse, editor):
        data = form_data(CASE_STUDIES, practice="**做法**<script>x</script>")
        data["kind"] = "case_study"
        answer = browse(editor).post("/preview", data)
        page = parsed(answer)
        assert "做法" in [strong.text for strong in page.select("article strong")]
        assert not page.select("article script")
        assert count(app, CaseStudy) == 0

    def test_the_editor_gets_safe_html_and_null_for_what_is_refused(self, browse, editor):
        data = {"text": ["## 一\n\n<b>二</b>", ">" * 5000]}
        first, second = browse(editor).post("/preview/texts", data).json["html"]
        assert "<h2" in first
        assert "<b>" not in first
        assert second is None

    def test_nonsense_is_an_empty_page(self, browse, editor):
        assert browse(editor).post("/preview", {"kind": "nothing"}).status_code == 200


class TestCopy:
    def test_a_copy_is_a_new_form_with_the_same_words(self, app, browse, editor, draft):
        way = browse(editor).page(f"{HOME}/{draft.address}").select_one("form[action$='/copy']")
        place = browse(editor).post(way["action"]).location
        page = browse(editor).page(place)
        assert draft.title in page.select_one("#title")["value"]
        assert count(app, Project) == 1

    def test_only_who_may_edit_copies(self, browse, keep, draft):
        published = keep(make_record, Project)
        other = keep(make_user, Role.PARK_EDITOR)
        assert browse(other).post(f"{HOME}/{published.number}/copy").status_code == 403
        assert browse(other).post(f"{HOME}/{draft.address}/copy").status_code == 404
