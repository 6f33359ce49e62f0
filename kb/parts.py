"""Parts: the kinds, pages and tables of which `create_app` puts the site together."""

from datetime import time

from sqlalchemy import select

from kb.accounts import views as accounts
from kb.accounts.credentials import PastPassword
from kb.accounts.own import views as own
from kb.accounts.second_factor import RecoveryCode, SecondFactor
from kb.accounts.sessions import UserSession
from kb.accounts.setup import SetupToken
from kb.accounts.throttling import SignInAttempt
from kb.accounts.tokens import AccountToken
from kb.alliance import views as alliance
from kb.alliance.desk import views as member_desk
from kb.alliance.kinds import PAGES
from kb.alliance.presiding import views as presiding
from kb.alliance.seating import views as seating
from kb.alliance.settling import views as settling
from kb.board import views as board
from kb.board.addresses import CalendarAddress
from kb.board.dates import views as dates
from kb.bulletin.kinds import ARTICLES
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
    receipts,
    reviewing,
    syndication,
    word_in,
    words,
    workbench,
)
from kb.catalog import views as catalog
from kb.catalog.batches import ImportBatch
from kb.jobs.queue import Job
from kb.libraries import views as libraries
from kb.libraries.consent import Consent
from kb.libraries.desk import views as expert_desk
from kb.libraries.expertise import AreaSuggestion
from kb.libraries.kinds import CASE_STUDIES, EXPERTS, OUTCOMES, PROJECTS
from kb.libraries.messages import ExpertMessage
from kb.libraries.own import views as own_expert
from kb.libraries.registration import Registration
from kb.libraries.visits import VisitorAct
from kb.meetings import views as meetings
from kb.meetings.archive import views as archive
from kb.meetings.arranging import views as arranging
from kb.meetings.calling import views as calling
from kb.meetings.deciding import views as deciding
from kb.meetings.files import MeetingFile
from kb.meetings.following_up import views as following_up
from kb.meetings.handing_over import views as handing_over
from kb.meetings.invitations import Invitation
from kb.meetings.inviting import views as inviting
from kb.meetings.issued import views as issued
from kb.meetings.kinds import MINUTES
from kb.meetings.minutes import Correction
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
from kb.search.changes import SearchChange

KINDS = (PROJECTS, EXPERTS, OUTCOMES, CASE_STUDIES, MINUTES, ARTICLES, PAGES)
PARTS = (
    *(portal, accounts, own, people, alliance, syndication, api),
    *(catalog, editing, keeping, reviewing, workbench, auditing, words),
    *(files, attaching, word_in, following, receipts),
    *(libraries, own_expert, expert_desk, member_desk, exchanging, exporting),
    *(board, dates, settling, seating, presiding, meetings, calling, sitting, deciding),
    *(recording, issued, printing, archive, overseeing, following_up, handing_over),
    *(inviting, arranging),
)
"""The modules with pages; each has its blueprint `bp`."""
UNSEEN = (
    AccountToken,
    AreaSuggestion,
    AuditEvent,
    CalendarAddress,
    Consent,
    Correction,
    ExpertMessage,
    ImportBatch,
    Invitation,
    Job,
    MailWish,
    MeetingFile,
    MinutesSection,
    Notice,
    PastPassword,
    Receipt,
    ReceiptRequest,
    ReceivedForm,
    RecoveryCode,
    Registration,
    SearchChange,
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
DAILY = {"digest": time(8), "clear-files": time(3), "follow-ups": time(7)}
"""Work that nobody asks for, with its time of the day in Shanghai."""
NAMED_IN_STORE = (select(MeetingFile.sha256),)
"""Contents of the store that others than attachments name: clearing leaves them."""
