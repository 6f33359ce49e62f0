"""Parts: the kinds, pages and tables of which `create_app` puts the site together."""

from datetime import time

from kb.accounts import views as accounts
from kb.accounts.credentials import PastPassword
from kb.accounts.own import views as own
from kb.accounts.second_factor import RecoveryCode, SecondFactor
from kb.accounts.sessions import UserSession
from kb.accounts.setup import SetupToken
from kb.accounts.throttling import SignInAttempt
from kb.accounts.tokens import AccountToken
from kb.activities import views as activity_steps
from kb.activities.calendar import views as activity_calendar
from kb.activities.kinds import ACTIVITIES
from kb.activities.sign_ups import SignUp
from kb.activities.signing_up import views as signing_up
from kb.activities.signing_up.desk import views as sign_up_desk
from kb.alliance import views as alliance
from kb.alliance.desk import views as member_desk
from kb.alliance.kinds import PAGES
from kb.alliance.presiding import views as presiding
from kb.alliance.seating import views as seating
from kb.alliance.settling import views as settling
from kb.board import views as board
from kb.board.addresses import CalendarAddress
from kb.board.dates import views as dates
from kb.board.lineage import views as lineage
from kb.board.programme import views as programme
from kb.board.scoreboard import views as scoreboard
from kb.board.yearbook import views as yearbook
from kb.bulletin.kinds import ARTICLES
from kb.bulletin.media import views as media
from kb.catalog import (
    api,
    attaching,
    auditing,
    editing,
    exchanging,
    exporting,
    files,
    following,
    keeping,
    likeness,
    receipts,
    reviewing,
    syndication,
    word_in,
    words,
    workbench,
)
from kb.catalog import views as catalog
from kb.catalog.batches import ImportBatch
from kb.empowerment.advising import views as advising
from kb.empowerment.approaching import views as approaching
from kb.empowerment.asked import views as asked
from kb.empowerment.committee import views as committee
from kb.empowerment.consulting import views as consulting
from kb.empowerment.drawing import views as drawing
from kb.empowerment.inquiry_files import InquiryFile
from kb.empowerment.kinds import CONSULTATIONS, PARTNERS, POSTINGS
from kb.empowerment.letters import AppointmentLetter
from kb.empowerment.linked import views as linked
from kb.empowerment.matching import views as matching
from kb.empowerment.partnering import views as partnering
from kb.empowerment.partners import PartnerContact
from kb.empowerment.postings import Interest, Poster
from kb.empowerment.signing import views as committee_papers
from kb.empowerment.steering import views as steering
from kb.empowerment.tying import views as tying
from kb.jobs.queue import Job
from kb.libraries import views as libraries
from kb.libraries.adopting import views as adopting
from kb.libraries.consent import Consent
from kb.libraries.desk import views as expert_desk
from kb.libraries.expertise import AreaSuggestion
from kb.libraries.kinds import CASE_STUDIES, EXPERTS, OUTCOMES, PROJECTS
from kb.libraries.messages import ExpertMessage
from kb.libraries.own import views as own_expert
from kb.libraries.registration import Registration
from kb.libraries.staging import views as staging
from kb.libraries.ties import ExpertTie
from kb.libraries.visits import VisitorAct
from kb.meetings import views as meetings
from kb.meetings.archive import views as archive
from kb.meetings.arranging import views as arranging
from kb.meetings.calling import views as calling
from kb.meetings.deciding import views as deciding
from kb.meetings.files import MeetingFile
from kb.meetings.following_up import views as following_up
from kb.meetings.handing_over import views as handing_over
from kb.meetings.handover import HandOver, HandOverItem
from kb.meetings.invitations import Invitation
from kb.meetings.inviting import views as inviting
from kb.meetings.issued import views as issued
from kb.meetings.kinds import MINUTES
from kb.meetings.minutes import Correction
from kb.meetings.old_minutes import OldMinutes
from kb.meetings.overseeing import views as overseeing
from kb.meetings.printing import views as printing
from kb.meetings.recording import views as recording
from kb.meetings.resolutions import Vote
from kb.meetings.sections import MinutesSection
from kb.meetings.sitting import views as sitting
from kb.people import views as people
from kb.portal import views as portal
from kb.publishing.audit import AuditEvent
from kb.publishing.drafts import ReceivedForm, UnsavedDraft
from kb.publishing.mail_wishes import MailWish
from kb.publishing.notices import Notice
from kb.publishing.receipts import Receipt, ReceiptRequest
from kb.publishing.subscriptions import Subscription
from kb.research.kinds import TOPICS
from kb.search.changes import SearchChange
from kb.search.counting import SearchMark
from kb.search.nodes import SearchNode, SearchTaken

KINDS = (
    *(PROJECTS, EXPERTS, OUTCOMES, CASE_STUDIES, ACTIVITIES, TOPICS, PARTNERS, POSTINGS),
    *(CONSULTATIONS, MINUTES, ARTICLES, PAGES),
)
PARTS = (
    *(portal, accounts, own, people, alliance, syndication, api),
    *(catalog, editing, keeping, reviewing, workbench, auditing, words),
    *(files, attaching, word_in, following, receipts, likeness),
    *(libraries, own_expert, expert_desk, member_desk, exchanging, exporting),
    *(board, dates, settling, seating, presiding, meetings, calling, sitting, deciding),
    *(recording, issued, printing, archive, overseeing, following_up, handing_over),
    *(inviting, arranging, activity_steps, activity_calendar, signing_up),
    sign_up_desk,
    *(consulting, drawing, partnering, approaching, linked, matching, media, adopting, staging),
    *(asked, advising, steering),
    *(programme, scoreboard, lineage, yearbook),
    *(committee, committee_papers, tying),
)
"""The modules with pages; each has its blueprint `bp`."""
UNSEEN = (
    AccountToken,
    AppointmentLetter,
    AreaSuggestion,
    AuditEvent,
    CalendarAddress,
    Consent,
    Correction,
    ExpertMessage,
    ExpertTie,
    InquiryFile,
    Interest,
    PartnerContact,
    Poster,
    SignUp,
    HandOver,
    HandOverItem,
    ImportBatch,
    Invitation,
    Job,
    MailWish,
    MeetingFile,
    MinutesSection,
    Notice,
    OldMinutes,
    PastPassword,
    Receipt,
    ReceiptRequest,
    ReceivedForm,
    RecoveryCode,
    Registration,
    SearchChange,
    SearchMark,
    SearchNode,
    SearchTaken,
    SecondFactor,
    SetupToken,
    SignInAttempt,
    Subscription,
    UnsavedDraft,
    UserSession,
    VisitorAct,
    Vote,
)
"""Rows that no visitor's page shows: writing them leaves the page cache as it is."""
DAILY = {
    "extend-plan": time(1),
    "compare-index": time(2, 30),
    "clear-files": time(3),
    "sign-ups": time(4),
    "popular-searches": time(4, 30),
    "follow-ups": time(7),
    "consultations": time(7, 30),
    "exchange": time(7),
    "saved-searches": time(7, 45),
    "digest": time(8),
}
"""Work that nobody asks for, with its time of the day in Shanghai."""
