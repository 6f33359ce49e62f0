"""The contract of a route: every rule of the site stands in this table, or the test fails."""

import re

import pytest
from make import form_data, make_batch, make_member_batch, make_record
from make_act import make_activity
from make_call import make_sign_up
from make_chain import make_adopted_case, make_adoption
from make_consult import make_inquiry
from make_draw import make_drawn, make_letter
from make_exchange import parts_of_exchange
from make_governance import make_holding, make_setting
from make_match import make_posting, make_report, make_topic, parts_of_matches
from make_meetings import (
    make_decided,
    make_follow_up,
    make_gathering,
    make_hand_over,
    make_resolution,
    parts_of,
)
from make_minutes import (
    make_circulated,
    make_old_minutes,
    make_past_meeting,
    make_past_minutes,
)
from sqlalchemy import MetaData, select

from kb.activities.sign_ups import SignUpSheet
from kb.db import db
from kb.libraries.kinds import PROJECTS
from kb.libraries.projects import Project
from kb.meetings.minutes import Minutes
from kb.web.access import is_public

ROUTES = {
    # Everybody may read these, and they are pages.
    "/": ("public page", "GET"),
    "/search": ("public page", "GET"),
    "/<kind:kind>": ("public page", "GET"),
    "/<kind:kind>/<address>": ("public page", "GET"),
    "/about": ("public page", "GET"),
    "/about/<address>": ("public page", "GET"),
    "/members": ("public page", "GET"),
    "/members/<slug>": ("public page", "GET"),
    "/cities/<slug>": ("public page", "GET"),
    "/find-an-expert": ("public page", "GET"),
    "/register/sent": ("public page", "GET"),
    # Lineage, adoption, stages of projects (chain).
    "/lineage": ("public page", "GET"),
    "/lineage/<address>": ("public page", "GET"),
    "/api/v1/lineage/<address>": ("public data", "GET"),
    "/libraries/projects-board": ("public page", "GET"),
    "/libraries/projects-timeline": ("public page", "GET"),
    "/libraries/projects/<address>/stage": ("signed in", "GET POST"),
    "/adoptions": ("public page", "GET"),
    "/adoptions.xlsx": ("data of the staff", "GET"),
    "/adoptions/<int:id>": ("public page", "GET"),
    "/adoptions/<int:id>/confirm": ("signed in", "POST"),
    "/adoptions/<int:id>/return": ("signed in", "POST"),
    "/adoptions/<int:id>/result": ("signed in", "POST"),
    "/adoptions/<int:id>/take-back": ("signed in", "POST"),
    # For parks and their cities alone; the secretariat confirms what they declare.
    "/libraries/case-studies/<address>/adopt": ("adviser", "GET POST"),
    "/showcase/<int:year>": ("public page", "GET"),
    "/showcase/<int:year>.docx": ("public data", "GET"),
    "/showcase/<int:year>/activity": ("staff", "POST"),
    # Votes and resolutions.
    "/resolutions": ("public page", "GET"),
    "/resolutions/<int:id>": ("public page", "GET"),
    "/resolutions.xlsx": ("public data", "GET"),
    "/resolutions/<int:id>/edit": ("signed in", "GET POST"),
    "/resolutions/<int:id>/drop": ("signed in", "POST"),
    "/resolutions/<int:id>/open": ("signed in", "POST"),
    "/resolutions/<int:id>/close": ("signed in", "POST"),
    "/resolutions/<int:id>/vote": ("signed in", "POST"),
    "/resolutions/<int:id>/done": ("staff", "POST"),
    "/meetings/<int:id>/votes": ("signed in", "GET"),
    "/meetings/<int:id>/votes/count": ("signed in", "POST"),
    "/meetings/<int:id>/resolutions/new": ("signed in", "GET POST"),
    "/meetings/written/new": ("staff page", "GET POST"),
    # A form that everybody may send; its page sets the cookie that proves where it came from.
    "/sign-in": ("public form", "GET POST"),
    "/setup/<token>": ("public form", "GET POST"),
    "/sign-in/code": ("public way", "GET POST"),
    "/invitation/<token>": ("public form", "GET POST"),
    "/reset/<token>": ("public form", "GET POST"),
    "/forgotten": ("public form", "GET POST"),
    "/register": ("public form", "GET POST"),
    "/register/<token>": ("public form", "GET POST"),
    "/libraries/experts/<address>/write": ("public form", "GET POST"),
    "/sign-out": ("public order", "POST"),
    "/language/<code>": ("public way", "GET"),
    # For programs.
    "/api/v1/search": ("public data", "GET"),
    "/api/v1/<kind:kind>/<address>": ("public data", "GET"),
    "/suggest": ("public data", "GET"),
    "/feed.atom": ("public data", "GET"),
    "/sitemap.xml": ("public data", "GET"),
    "/opensearch.xml": ("public data", "GET"),
    "/search.<extension>": ("public data", "GET"),
    "/members.<extension>": ("public data", "GET"),
    "/<kind:kind>.<extension>": ("public data", "GET"),
    "/<kind:kind>/<address>/citation.<extension>": ("public data", "GET"),
    "/health/live": ("public data", "GET"),
    "/health/ready": ("public data", "GET"),
    "/static/<path:filename>": ("public file", "GET"),
    # Whoever may read the record, as far as the file's own visibility goes.
    "/files/<int:id>/download": ("public file", "GET"),
    "/files/<int:id>/picture": ("public file", "GET"),
    "/files/<int:id>/thumbnail": ("public file", "GET"),
    # Whoever is signed in; the record's own rules come on top.
    "/account": ("signed in", "GET POST"),
    "/account/password": ("signed in", "GET POST"),
    "/account/second-factor": ("signed in", "GET POST"),
    "/account/second-factor/begin": ("signed in", "POST"),
    "/account/second-factor/codes": ("signed in", "POST"),
    "/account/second-factor/end": ("signed in", "POST"),
    "/account/sessions/<int:id>/end": ("signed in", "POST"),
    "/account/sessions/end-others": ("signed in", "POST"),
    "/<kind:kind>/new": ("signed in", "GET POST"),
    "/<kind:kind>/<address>/edit": ("signed in", "GET POST"),
    "/<kind:kind>/<address>/copy": ("signed in", "POST"),
    "/<kind:kind>/<address>/history": ("signed in", "GET"),
    "/<kind:kind>/<address>/submit": ("signed in", "POST"),
    "/<kind:kind>/<address>/versions/<int:number>/restore": ("signed in", "POST"),
    # Whoever was asked for advice; what is not theirs is not there.
    "/workbench/<int:id>": ("adviser", "GET"),
    "/workbench/<int:id>/advice": ("adviser", "POST"),
    "/drafts/<kind:kind>": ("signed in", "POST"),
    "/drafts/<kind:kind>/<address>": ("signed in", "POST"),
    "/drafts/<form_key>/discard": ("signed in", "POST"),
    "/preview": ("signed in", "POST"),
    # Parts of pages, and answers for scripts.
    "/<kind:kind>/new/similar": ("known part", "GET"),
    "/preview/texts": ("known part", "POST"),
    "/<kind:kind>/<address>/attachments": ("signed in", "GET POST"),
    "/<kind:kind>/<address>/attachments/<int:id>/remove": ("signed in", "POST"),
    "/<kind:kind>/<address>/attachments/<int:id>/keep": ("signed in", "POST"),
    "/<kind:kind>/<address>/attachments/<int:id>/describe": ("signed in", "POST"),
    "/<kind:kind>/from-word": ("signed in", "GET POST"),
    "/<kind:kind>/from-word/draft": ("signed in", "POST"),
    "/<kind:kind>/exchange": ("signed in", "GET POST"),
    "/<kind:kind>/exchange/template.xlsx": ("file of one's own", "GET"),
    "/<kind:kind>/exchange/<int:id>": ("signed in", "GET"),
    "/<kind:kind>/exchange/<int:id>/reasons.xlsx": ("file of one's own", "GET"),
    "/<kind:kind>/exchange/<int:id>/check": ("signed in", "POST"),
    "/<kind:kind>/exchange/<int:id>/write": ("signed in", "POST"),
    # The secretariat.
    "/members/exchange": ("staff page", "GET POST"),
    "/members/exchange/template.xlsx": ("data of the staff", "GET"),
    "/members/exchange/<int:id>": ("staff page", "GET"),
    "/members/exchange/<int:id>/reasons.xlsx": ("data of the staff", "GET"),
    "/members/exchange/<int:id>/check": ("staff", "POST"),
    "/members/exchange/<int:id>/write": ("staff", "POST"),
    "/admin/accounts": ("staff page", "GET"),
    "/admin/accounts/new": ("staff page", "GET POST"),
    "/admin/accounts/<int:id>": ("staff page", "GET"),
    "/admin/accounts/<int:id>/scope": ("staff", "POST"),
    "/admin/accounts/<int:id>/invitation": ("staff", "POST"),
    "/admin/accounts/<int:id>/reset": ("staff", "POST"),
    "/admin/accounts/<int:id>/lock": ("staff", "POST"),
    "/admin/accounts/<int:id>/unlock": ("staff", "POST"),
    "/admin/accounts/<int:id>/sessions/end": ("staff", "POST"),
    "/admin/accounts/<int:id>/second-factor/end": ("staff", "POST"),
    "/my": ("signed in", "GET"),
    "/notices": ("signed in", "GET"),
    "/notices/read": ("signed in", "POST"),
    "/notices/mail": ("signed in", "POST"),
    "/notices/<int:id>/read": ("signed in", "POST"),
    "/subscriptions": ("signed in", "GET"),
    "/subscriptions/new": ("signed in", "POST"),
    "/subscriptions/<int:id>/end": ("signed in", "POST"),
    # What a person sees of search.
    "/search.atom": ("public data", "GET"),
    "/<kind:kind>.atom": ("public data", "GET"),
    "/<kind:kind>/<address>/alike": ("public page", "GET"),
    "/subscriptions/<int:id>/seen": ("signed in", "POST"),
    "/subscriptions/<int:id>/edit": ("in its place", "GET POST"),
    "/<kind:kind>/<address>/receipts": ("signed in", "GET POST"),
    "/<kind:kind>/<address>/receipts/sign": ("signed in", "POST"),
    "/<kind:kind>/<address>/receipts/remind": ("signed in", "POST"),
    "/admin/jobs": ("signed in", "GET"),
    # The secretariat.
    "/admin/jobs/<int:id>/retry": ("staff", "POST"),
    # Search operations (ops).
    "/admin/search": ("signed in", "GET"),
    "/admin/search/<int:id>/compare": ("staff", "POST"),
    "/admin/search/<int:id>/forget": ("staff", "POST"),
    "/admin/search/<int:id>/rebuild": ("staff", "POST"),
    "/libraries/experts/<address>/reveal/<datum>": ("signed in", "POST"),
    # Experts about themselves; for everybody else these are not there.
    "/my/expert": ("expert", "GET"),
    "/my/expert/begin": ("expert", "GET POST"),
    "/my/expert/profile": ("expert", "GET POST"),
    "/my/expert/submit": ("expert", "POST"),
    "/my/expert/contact": ("expert", "GET POST"),
    "/my/expert/showing": ("expert", "GET POST"),
    "/my/expert/areas": ("expert", "GET POST"),
    "/my/expert/messages": ("expert", "GET"),
    "/my/expert/messages/<int:id>/read": ("expert", "POST"),
    "/my/expert/data": ("expert", "GET"),
    "/my/expert/data.zip": ("expert", "GET"),
    "/my/expert/leave": ("expert", "GET POST"),
    # The secretariat.
    "/admin/experts": ("staff page", "GET"),
    "/admin/experts/registrations/<int:id>/link": ("staff", "POST"),
    "/admin/experts/areas/<int:id>": ("staff", "POST"),
    "/admin/experts/erasures/<int:id>": ("staff", "POST"),
    "/<kind:kind>/<address>/publish": ("staff", "POST"),
    "/<kind:kind>/<address>/return": ("staff", "POST"),
    "/<kind:kind>/<address>/withdraw": ("staff", "POST"),
    "/<kind:kind>/<address>/restore": ("staff", "POST"),
    "/workbench": ("staff page", "GET"),
    "/workbench/approve": ("staff", "POST"),
    "/workbench/<int:id>/claim": ("staff", "POST"),
    "/workbench/<int:id>/release": ("staff", "POST"),
    "/workbench/<int:id>/approve": ("staff", "POST"),
    "/workbench/<int:id>/return": ("staff", "POST"),
    "/workbench/<int:id>/ask": ("staff", "POST"),
    "/workbench/<int:id>/embargo": ("staff", "POST"),
    "/admin/vocabulary/<int:id>/rename": ("staff", "POST"),
    "/admin/vocabulary/<int:id>/merge": ("staff", "POST"),
    "/admin/vocabulary/<int:id>/promote": ("staff", "POST"),
    "/admin/vocabulary/<int:id>/delete": ("staff", "POST"),
    "/admin/vocabulary/synonyms/<int:id>": ("staff", "POST"),
    "/admin/vocabulary/synonyms": ("staff page", "GET POST"),
    "/admin/vocabulary/searches": ("staff page", "GET POST"),
    "/admin/vocabulary/searches/<int:id>/allow": ("staff", "POST"),
    "/admin/vocabulary": ("staff page", "GET"),
    "/admin/vocabulary/<int:id>": ("staff page", "GET"),
    "/admin/audit": ("staff page", "GET"),
    "/admin/audit.csv": ("data of the staff", "GET"),
    # Charter, bodies and seats.
    "/governance/charter": ("public page", "GET"),
    "/governance/charter/<key>": ("public page", "GET"),
    "/governance/charter/<key>/new": ("staff page", "GET POST"),
    "/governance/charter/<key>/<int:id>/take-back": ("staff", "POST"),
    "/governance/bodies": ("public page", "GET"),
    "/governance/bodies/<slug>": ("public page", "GET"),
    "/governance/seats": ("public page", "GET"),
    "/api/v1/governance/seats": ("public data", "GET"),
    "/governance/bodies/new": ("staff page", "GET POST"),
    "/governance/bodies/<slug>/edit": ("staff page", "GET POST"),
    "/governance/bodies/<slug>/seats/new": ("staff page", "GET POST"),
    "/governance/seats/<int:id>/edit": ("staff page", "GET POST"),
    "/governance/seats/<int:id>/holders/new": ("staff page", "GET POST"),
    "/governance/holdings/<int:id>/edit": ("staff page", "GET POST"),
    "/governance/holdings/<int:id>/strike": ("staff", "POST"),
    # Follow-ups: what is not the reader's to see is not there.
    "/follow-ups": ("signed in", "GET"),
    "/follow-ups.xlsx": ("known file", "GET"),
    "/follow-ups/sheet": ("staff page", "GET"),
    "/follow-ups/new": ("staff page", "GET POST"),
    "/follow-ups/<int:id>": ("signed in", "GET"),
    "/follow-ups/<int:id>/edit": ("signed in", "GET POST"),
    "/follow-ups/<int:id>/report": ("signed in", "POST"),
    "/follow-ups/<int:id>/block": ("signed in", "POST"),
    "/follow-ups/<int:id>/unblock": ("signed in", "POST"),
    "/follow-ups/<int:id>/done": ("signed in", "POST"),
    "/follow-ups/<int:id>/cancel": ("signed in", "POST"),
    "/follow-ups/<int:id>/reopen": ("signed in", "POST"),
    "/follow-ups/<int:id>/agenda": ("signed in", "POST"),
    "/follow-ups/files/<int:id>": ("known file", "GET"),
    "/meetings/<int:id>/follow-ups": ("signed in", "GET"),
    "/meetings/<int:id>/follow-ups/carry": ("staff", "POST"),
    # Dates and calendars.
    "/deadlines": ("public page", "GET"),
    "/calendar": ("signed in", "GET"),
    "/calendar/address": ("signed in", "POST"),
    "/calendar/address/end": ("signed in", "POST"),
    "/calendar/public.ics": ("public data", "GET"),
    "/calendar/bodies/<slug>.ics": ("public data", "GET"),
    "/calendar/mine/<token>.ics": ("public way", "GET"),
    # Minutes: the draft is for those within, what is published for its readers.
    "/meetings/<int:id>/minutes": ("public way", "GET"),
    "/meetings/<int:id>/minutes/compile": ("staff", "POST"),
    "/meetings/<int:id>/minutes/public": ("staff page", "GET"),
    "/meetings/<int:id>/minutes/sections/<int:section>": ("staff page", "GET POST"),
    "/meetings/<int:id>/minutes/circulate": ("staff", "POST"),
    "/meetings/<int:id>/minutes/corrections": ("signed in", "POST"),
    "/meetings/<int:id>/minutes/corrections/<int:correction>": ("staff", "POST"),
    "/meetings/<int:id>/minutes/to-sign": ("staff", "POST"),
    "/meetings/<int:id>/minutes/sign": ("signed in", "POST"),
    "/meetings/<int:id>/minutes/publish": ("staff", "POST"),
    "/minutes/<address>/addenda": ("staff page", "GET POST"),
    "/minutes/<address>/relations": ("staff page", "GET POST"),
    "/minutes/<address>/integrity": ("public page", "GET"),
    # Meetings: what may be known of them, and the secretariat's pages.
    "/meetings": ("public page", "GET"),
    "/meetings/<int:id>": ("public page", "GET"),
    "/agenda": ("signed in", "GET"),
    "/agenda/new": ("signed in", "GET POST"),
    "/agenda/<int:id>": ("signed in", "GET POST"),
    "/agenda/<int:id>/papers": ("signed in", "POST"),
    "/agenda/<int:id>/accept": ("signed in", "POST"),
    "/agenda/<int:id>/decline": ("signed in", "POST"),
    "/meeting-files/<int:id>/download": ("file of those within", "GET"),
    "/meeting-files/<int:id>/remove": ("signed in", "POST"),
    "/meetings/<int:id>/agenda": ("signed in", "GET"),
    "/meetings/<int:id>/invitations": ("signed in", "GET POST"),
    "/meetings/<int:id>/notes/<int:number>": ("signed in", "GET POST"),
    "/meetings/<int:id>/notice": ("signed in", "GET"),
    "/meetings/<int:id>/sign": ("signed in", "POST"),
    "/meetings/<int:id>/answer": ("who is invited", "GET POST"),
    "/meetings/new": ("staff page", "GET POST"),
    "/meetings/series": ("staff page", "GET"),
    "/meetings/series/new": ("staff page", "GET POST"),
    "/meetings/series/<int:id>/edit": ("staff page", "GET POST"),
    "/meetings/<int:id>/edit": ("staff page", "GET POST"),
    "/meetings/<int:id>/convene": ("in its time", "GET POST"),
    "/meetings/<int:id>/attendance": ("staff page", "GET"),
    "/meetings/<int:id>/invitations/<int:number>/answer": ("in its time", "GET POST"),
    "/meetings/<int:id>/agenda/<any(fix, unfix):what>": ("staff", "POST"),
    "/meetings/<int:id>/agenda/<int:number>/<any(up, down, take, back):way>": ("staff", "POST"),
    "/meetings/<int:id>/attendance/<int:number>": ("staff", "POST"),
    "/meetings/<int:id>/attendance/all": ("staff", "POST"),
    "/meetings/<int:id>/cancel": ("staff", "POST"),
    "/meetings/<int:id>/close": ("staff", "POST"),
    "/meetings/<int:id>/invitations/<int:number>/remove": ("staff", "POST"),
    "/meetings/<int:id>/invitations/update": ("staff", "POST"),
    "/meetings/<int:id>/open": ("staff", "POST"),
    "/meetings/<int:id>/remind": ("staff", "POST"),
    # Rotation, hand-over, board.
    "/governance": ("public page", "GET"),
    # The boards of both mechanisms.
    "/programme": ("public way", "GET"),
    "/programme/<int:year>": ("public page", "GET"),
    "/programme/<int:year>/targets/<slug>": ("signed in", "GET POST"),
    "/api/v1/programme/<int:year>": ("public data", "GET"),
    "/scoreboard": ("public page", "GET"),
    "/api/v1/scoreboard": ("public data", "GET"),
    "/yearbook": ("public way", "GET"),
    "/yearbook/<int:year>": ("public page", "GET"),
    "/yearbook/<int:year>/whole.<extension>": ("public data", "GET"),
    "/yearbook/<int:year>/whole/print": ("public page", "GET"),
    "/governance/fairness": ("public page", "GET"),
    "/governance/rotation": ("public page", "GET"),
    "/governance/rotation/changes/<int:id>": ("public page", "GET"),
    "/governance/rotation/changes/new": ("staff page", "GET POST"),
    "/governance/rotation/draw-up": ("staff", "POST"),
    "/governance/rotation/changes/<int:id>/consent": ("signed in", "POST"),
    "/governance/rotation/changes/<int:id>/decline": ("signed in", "POST"),
    "/governance/rotation/changes/<int:id>/withdraw": ("staff", "POST"),
    "/governance/hand-overs": ("signed in", "GET POST"),
    "/governance/hand-overs/<int:id>": ("signed in", "GET"),
    "/governance/hand-overs/<int:id>/items": ("signed in", "POST"),
    "/governance/hand-overs/<int:id>/items/<int:item_id>": ("signed in", "GET POST"),
    "/governance/hand-overs/<int:id>/items/<int:item_id>/tick": ("signed in", "POST"),
    "/governance/hand-overs/<int:id>/items/<int:item_id>/files": ("signed in", "POST"),
    "/governance/hand-overs/<int:id>/files/<int:file_id>": ("file of one's own", "GET"),
    "/governance/hand-overs/<int:id>/sign": ("signed in", "POST"),
    # Papers: whoever may read what they are about.
    "/documents/meetings/<int:id>.zip": ("public file", "GET"),
    "/documents/meetings/<int:id>/<paper>.<extension>": ("public file", "GET"),
    "/documents/meetings/<int:id>/<paper>/print": ("public page", "GET"),
    "/documents/minutes/<address>.<extension>": ("public file", "GET"),
    "/documents/minutes/<address>/print": ("public file", "GET"),
    "/documents/resolutions/<int:id>.<extension>": ("public file", "GET"),
    "/documents/resolutions/<int:id>/print": ("public page", "GET"),
    # Activities by month and year, and signing up (call).
    "/activities/calendar": ("public page", "GET"),
    "/activities/year/<int:number>": ("public page", "GET"),
    "/activities/feed/<token>.ics": ("public data", "GET"),
    "/activities/<address>/event.ics": ("public data", "GET"),
    "/activities/<address>/poster": ("public page", "GET"),
    "/activities/<address>/sign-up": ("public form", "GET POST"),
    "/activities/<address>/sign-ups": ("signed in", "GET"),
    "/activities/<address>/sign-ups/list": ("signed in", "GET POST"),
    "/activities/<address>/sign-ups/print": ("signed in", "GET"),
    "/activities/<address>/sign-ups.xlsx": ("data of the host", "GET"),
    "/activities/<address>/sign-ups/check-in": ("signed in", "POST"),
    "/activities/<address>/sign-ups/<int:id>/<order>": ("signed in", "POST"),
    "/sign-ups/<code>": ("public way", "GET"),
    "/sign-ups/<code>/call-off": ("public order", "POST"),
    "/sign-ups/<code>/check-in": ("signed in", "POST"),
    # The secretariat.
    "/meetings/archive": ("staff page", "GET POST"),
    "/meetings/archive/<int:id>": ("staff page", "GET POST"),
    "/meetings/archive/<int:id>/aside": ("staff", "POST"),
    "/meetings/archive/<int:id>/again": ("staff", "POST"),
    "/meetings/archive/<int:id>/file": ("data of the staff", "GET"),
    # match: suggestions, matrix, media.
    "/matrix": ("public page", "GET"),
    "/matrix/<resource>/<city>": ("public page", "GET"),
    "/matrix.json": ("public data", "GET"),
    "/matrix.xlsx": ("public data", "GET"),
    "/offers-needs/<address>/matches": ("signed in", "GET"),
    "/matches": ("staff page", "GET"),
    "/media": ("public page", "GET"),
    "/media.json": ("public data", "GET"),
    "/media/campaigns/<slug>": ("public page", "GET"),
    "/media/campaigns/new": ("staff page", "GET POST"),
    "/media/campaigns/<slug>/edit": ("staff page", "GET POST"),
    "/media/report/<number>": ("signed in", "GET POST"),
    "/media/articles/<address>/reports": ("signed in", "POST"),
    # Activities: steps, series, another one like it.
    "/activities/<address>/steps/<step>": ("signed in", "GET POST"),
    "/activities/<address>/again": ("signed in", "POST"),
    "/activities/series/<name>": ("public page", "GET"),
    "/activities/new/warnings": ("known part", "GET"),
    # Consultations: what is not the reader's to see is not there.
    "/inquiries": ("signed in", "GET"),
    "/inquiries/new": ("signed in", "GET POST"),
    "/inquiries/draft": ("signed in", "POST"),
    "/inquiries/<int:id>": ("signed in", "GET"),
    "/inquiries/<int:id>/edit": ("who has asked", "GET POST"),
    "/inquiries/<int:id>/files": ("signed in", "POST"),
    "/inquiries/files/<int:id>": ("file of one's own", "GET"),
    "/inquiries/files/<int:id>/remove": ("signed in", "POST"),
    "/inquiries/<int:id>/take-back": ("signed in", "POST"),
    "/inquiries/<int:id>/counsels/<int:number>/score": ("signed in", "POST"),
    "/inquiries/<int:id>/close": ("signed in", "GET POST"),
    "/inquiries/<int:id>/accept": ("signed in", "POST"),
    "/inquiries/<int:id>/refuse": ("signed in", "POST"),
    "/inquiries/<int:id>/answer": ("who is invited", "GET POST"),
    "/inquiries/<int:id>/answer/draft": ("signed in", "POST"),
    "/inquiries/<int:id>/feedback": ("signed in", "POST"),
    "/inquiries/<int:id>/scope": ("staff page", "GET POST"),
    "/inquiries/<int:id>/decline": ("staff", "POST"),
    "/inquiries/<int:id>/invite": ("staff page", "GET POST"),
    "/inquiries/<int:id>/counsels/<int:number>/called": ("staff", "POST"),
    "/inquiries/<int:id>/counsels/<int:number>/stop": ("staff", "POST"),
    "/inquiries/<int:id>/publish": ("staff page", "GET POST"),
    "/inquiries/<int:id>/relate": ("staff", "POST"),
    "/inquiries/rates": ("signed in", "GET"),
    "/api/v1/inquiries/rates": ("alliance data", "GET"),
    # Draws by lot, the committee, ties of experts.
    "/draws": ("public page", "GET"),
    "/draws/<number>": ("public page", "GET"),
    "/draws/<number>/check": ("public page", "GET"),
    "/draws/new": ("staff page", "GET POST"),
    "/draws/<number>/draw": ("staff", "POST"),
    "/draws/<number>/annul": ("staff", "POST"),
    "/draws/<number>/<any(record, internal):paper>.<extension>": ("public file", "GET"),
    "/draws/<number>/<any(record, internal):paper>/print": ("public page", "GET"),
    "/api/v1/draws": ("public data", "GET"),
    "/api/v1/draws/<number>": ("public data", "GET"),
    "/committee": ("public page", "GET"),
    "/api/v1/committee": ("public data", "GET"),
    "/committee/letters": ("staff page", "GET"),
    "/committee/letters/<int:id>/void": ("staff page", "GET POST"),
    "/committee/holdings/<int:id>/letter": ("staff page", "GET POST"),
    "/committee/letters/<int:id>/print": ("signed in", "GET"),
    "/committee/letters/<int:id>.<extension>": ("file of one's own", "GET"),
    "/my/expert/ties": ("expert", "GET POST"),
    "/my/expert/ties/<int:id>/end": ("expert", "POST"),
    "/libraries/experts/<address>/ties": ("in its place", "GET POST"),
    "/libraries/experts/<address>/ties/<int:id>/end": ("in its place", "POST"),
    # Partners' contacts, interests, links.
    "/partners/<address>/contacts/new": ("who is keeper", "GET POST"),
    "/partners/<address>/contacts/<int:id>": ("who is keeper", "GET POST"),
    "/partners/<address>/contacts/<int:id>/remove": ("who is keeper", "POST"),
    "/partners/<address>/postings": ("who is keeper", "POST"),
    "/offers-needs/<address>/renew": ("who is poster", "POST"),
    "/offers-needs/<address>/interest": ("who is asking", "GET POST"),
    "/interests": ("signed in", "GET"),
    "/interests/silent": ("staff page", "GET"),
    "/interests/<int:id>": ("signed in", "GET"),
    "/interests/<int:id>/accept": ("who is poster", "POST"),
    "/interests/<int:id>/decline": ("who is poster", "POST"),
    "/interests/<int:id>/take-back": ("who is asking", "POST"),
    "/links": ("public page", "GET"),
    "/links.xlsx": ("public data", "GET"),
    "/api/v1/links": ("public data", "GET"),
    "/links/new": ("signed in", "GET POST"),
    "/links/<int:id>": ("public page", "GET"),
    "/links/<int:id>/confirm": ("who is a side", "POST"),
    "/links/<int:id>/drop": ("who is a side", "POST"),
    "/links/<int:id>/result": ("who is a side", "GET POST"),
}


PAGES = ("/sign-in", "/register")
"""Forms of visitors that are there without anything else."""


def routes(who="", method=""):
    return [
        r for r, (whose, methods) in ROUTES.items() if whose.startswith(who) and method in methods
    ]


def guarded_pages():
    return [*routes("signed in", "GET"), *routes("staff", "GET")]


@pytest.fixture
def gather(app):
    """A meeting with all its parts; their ids."""

    def run():
        with app.app_context():
            made = make_gathering()
            db.session.commit()
            return made

    return run


@pytest.fixture
def fill(app, keep, park, staff, drain, gather):
    """`fill(rule)`: an address of this rule that is there."""
    keep(make_activity, series="论坛")
    made = keep(make_record, Project, city="rizhao", member="rizhao-park", tags=["共建"])
    about = keep(make_record, app.extensions["kb_site"].kinds.by_name["page"].model)
    keep(make_follow_up)
    keep(make_inquiry)
    keep(make_hand_over, staff)
    keep(make_batch, staff)
    of_members = keep(make_member_batch, staff).id
    setting, held = keep(make_setting), keep(make_holding)
    draft, decided = keep(make_resolution), keep(make_decided)
    meeting = str(keep(make_circulated).id)
    published = keep(make_record, Minutes).number
    gathering = gather()
    printed = keep(make_past_minutes, keep(make_past_meeting)).number
    keep(make_old_minutes)
    matched = keep(make_posting), keep(make_report), keep(make_topic)
    coming = keep(make_sign_up)
    with app.app_context():
        activity = db.session.get(SignUpSheet, coming.sheet_id).activity.number
    draw = keep(make_drawn, staff)
    letter = keep(make_letter, staff)
    keep(make_adoption)
    adopted = keep(make_adopted_case)
    drain()

    def run(rule):
        address = about.number if "/about" in rule else made.number
        parts = {"address": address, "token": "guessed", "code": "en", "filename": "kb.css"}
        parts |= {"kind": PROJECTS.slug, "id": "1", "slug": park.slug, "form_key": "guessed"}
        parts |= {"number": "1", "datum": "phone", "section": "1", "correction": "1"}
        if rule.startswith("/minutes/<address>"):
            parts["address"] = published
        parts |= {"number": "1", "datum": "phone", "item_id": "1", "file_id": "1"}
        if rule.startswith("/members/exchange"):
            parts["id"] = str(of_members)
        if rule.startswith("/activities/"):
            parts |= {"address": activity, "step": "cancelled", "name": "论坛"}
        if rule.startswith("/resolutions"):
            open_to_all = rule.endswith(("<int:id>", "/done"))
            parts["id"] = str(decided.id if open_to_all else draft.id)
        if rule.startswith("/meetings/<int:id>"):
            parts["id"] = str(draft.meeting_id)
        parts["extension"] = "bib" if "citation" in rule else "csv"
        parts["slug"] = "rizhao" if "cities" in rule else park.slug
        parts["key"] = setting.key
        parts["year"] = "2026"
        if rule.startswith("/libraries/case-studies"):
            parts["address"] = adopted.number
        if rule.startswith("/governance/"):
            parts |= {"id": str(held.id), "slug": "council"}
        if rule.startswith("/calendar/bodies"):
            parts["slug"] = "council"
        parts["year"] = "2026"
        if rule.startswith("/yearbook"):
            parts["extension"] = "docx"
        if rule.startswith("/documents"):
            parts |= {"paper": "notice", "extension": "docx", "address": printed}
        if rule.startswith("/documents/resolutions"):
            parts["id"] = str(decided.id)
        parts |= {"what": "fix", "way": "up"} | parts_of(rule, gathering)
        if rule.startswith("/activities/<address>"):
            parts |= {"address": activity, "order": "off"}
        if rule.startswith("/activities/"):
            parts |= {"number": "2026", "token": "all"}
        if rule.startswith("/sign-ups/"):
            parts["code"] = coming.code
        if "/draws/<number>" in rule or rule.startswith("/committee"):
            parts |= {"number": draw.number, "paper": "record", "extension": "docx"}
            parts["id"] = str(letter.holding_id if "holdings" in rule else letter.id)
        if rule.startswith("/meetings/<int:id>/minutes"):
            parts["id"] = meeting
        parts |= parts_of_matches(rule, *matched)
        parts |= parts_of_exchange(rule, keep)
        return re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda found: parts[found[1]], rule)

    return run


@pytest.fixture
def guarded(app):
    """The site with its tokens against forgery."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def everything(app):
    """Every row of every table."""
    with app.app_context():
        tables = MetaData()
        tables.reflect(db.engine)
        return {
            table.name: [tuple(row) for row in db.session.execute(select(table))]
            for table in tables.sorted_tables
        }


def test_every_rule_of_the_site_stands_in_the_table(app):
    rules = {rule.rule: rule for rule in app.url_map.iter_rules()}
    assert set(rules) == set(ROUTES)
    for name, (whose, methods) in ROUTES.items():
        assert rules[name].methods - {"HEAD", "OPTIONS"} == set(methods.split()), name
        assert is_public(app, rules[name].endpoint) == whose.startswith("public"), name


GUARDED = ("signed in", "known", "expert", "staff", "adviser", "data of", "in its", "who is")


@pytest.mark.parametrize("rule", [rule for whose in GUARDED for rule in routes(whose)])
def test_visitors_are_led_to_the_sign_in(browse, fill, rule):
    method = "POST" if "POST" in ROUTES[rule][1] else "GET"
    answer = browse().client.open(fill(rule), method=method)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize("rule", routes("staff", "POST"))
def test_an_editor_does_not_decide(browse, fill, editor, rule):
    method = "POST" if "POST" in ROUTES[rule][1] else "GET"
    answer = browse(editor).client.open(fill(rule), method=method, data={"reason": "ich"})
    assert answer.status_code == 403


@pytest.mark.parametrize("who", ["visitor", "staff"])
@pytest.mark.parametrize("rule", [*routes("public page"), *PAGES, *guarded_pages()])
def test_every_page_is_whole(guarded, browse, fill, staff, rule, who):
    if who == "visitor" and not ROUTES[rule][0].startswith("public"):
        return  # Refused, as another test says.
    if who == "staff" and rule == "/sign-in":
        return  # Whoever is signed in is led on.
    answer = browse(staff if who == "staff" else None).get(fill(rule))
    page = browse(staff if who == "staff" else None).page(fill(rule))
    assert page.title.get_text(strip=True)
    assert len(page.select("h1")) == 1
    assert page.html["lang"] == "zh-Hans-CN"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not page.select("style, [style], script:not([src])")
    assert not [n for tag in page.find_all(True) for n in tag.attrs if n.startswith("on")]
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", [*routes("public page"), *routes("public data")])
def test_what_everybody_may_read_sets_no_cookie(guarded, browse, fill, rule):
    answer = browse().get(fill(rule))
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "no-store" not in answer.headers.get("Cache-Control", "") or "health" in rule


@pytest.mark.parametrize("rule", [*guarded_pages(), *routes("known", "GET")])
def test_what_one_person_reads_is_kept_nowhere(browse, fill, staff, rule):
    assert browse(staff).get(fill(rule)).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("rule", routes(method="POST"))
def test_an_order_without_its_token_is_refused_and_changes_nothing(
    guarded, browse, fill, staff, rule
):
    browser, address = browse(staff), fill(rule)
    before = everything(guarded)
    assert browser.post(address, form_data(PROJECTS)).status_code == 400
    assert everything(guarded) == before


@pytest.mark.parametrize("rule", routes(method="POST"))
def test_an_order_from_another_site_is_refused(browse, fill, staff, rule):
    browser, address = browse(staff), fill(rule)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = browser.post(address, form_data(PROJECTS), headers=headers)
        assert answer.status_code == 400, headers


def test_looking_at_everything_changes_nothing(guarded, browse, fill, staff):
    browser = browse(staff)
    seen, waiting = set(), ["/", *(fill(rule) for rule in routes(method="GET"))]
    before = everything(guarded)
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in seen or len(seen) > 300:
            continue
        seen.add(address)
        with browser.get(address) as answer:
            assert answer.status_code < 500, address
            if not (answer.mimetype or "").startswith("text/"):
                continue
            waiting += re.findall(r'href="(/[^"]*)"', answer.text.replace("&amp;", "&"))
    assert len(seen) > 40
    assert everything(guarded) == before


def test_a_foreign_host_is_refused_where_hosts_are_named(app, browse, fill):
    app.config["TRUSTED_HOSTS"] = ["kb.example.cn"]
    for rule in routes("public page"):
        assert browse().get(fill(rule), headers={"Host": "evil.example"}).status_code == 400
        assert browse().get(fill(rule), headers={"Host": "kb.example.cn"}).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_allowed(browse, fill, staff, method):
    for rule in ROUTES:
        answer = browse(staff).client.open(fill(rule), method=method)
        assert answer.status_code == 405, rule
