"""Events: what people are told of, each with its sentence and what it asks of its reader."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Event(StrEnum):
    """What happened. Each has a sentence, which names the record by its title."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    TABLE_SUBMITTED = "table_submitted"
    ADVICE_ASKED = "advice_asked"
    ADVICE_GIVEN = "advice_given"
    NEWS = "news"
    CHANGED = "changed"
    SEARCH_NEWS = "search_news"
    RECEIPT_WANTED = "receipt_wanted"
    RECEIPT_REMINDER = "receipt_reminder"
    REGISTRATION = "registration"
    REGISTERED = "registered"
    MESSAGE = "message"
    AREA_ACCEPTED = "area_accepted"
    AREA_MAPPED = "area_mapped"
    AREA_DECLINED = "area_declined"
    ERASURE_ASKED = "erasure_asked"
    CONVENED = "convened"
    ANSWER_WANTED = "answer_wanted"
    MEETING_CHANGED = "meeting_changed"
    MEETING_CANCELLED = "meeting_cancelled"
    ITEM_PROPOSED = "item_proposed"
    ITEM_DECIDED = "item_decided"
    VOTE_OPENED = "vote_opened"
    VOTE_REMINDER = "vote_reminder"
    DECIDED = "decided"
    MINUTES_CIRCULATED = "minutes_circulated"
    MINUTES_TO_SIGN = "minutes_to_sign"
    CORRECTION_ANSWERED = "correction_answered"
    FOLLOW_UP_GIVEN = "follow_up_given"
    FOLLOW_UP_DUE = "follow_up_due"
    FOLLOW_UP_OVERDUE = "follow_up_overdue"
    FOLLOW_UP_REPORTED = "follow_up_reported"
    TURN_CONSENT_WANTED = "turn_consent_wanted"
    HAND_OVER_WANTED = "hand_over_wanted"
    MOVED_UP = "moved_up"
    INQUIRY_ASKED = "inquiry_asked"
    INQUIRY_NOT_TAKEN = "inquiry_not_taken"
    INQUIRY_TAKEN_BACK = "inquiry_taken_back"
    INQUIRY_ANSWERED = "inquiry_answered"
    INQUIRY_CLOSED = "inquiry_closed"
    INQUIRY_PUBLISHED = "inquiry_published"
    COUNSEL_WANTED = "counsel_wanted"
    COUNSEL_ACCEPTED = "counsel_accepted"
    COUNSEL_DECLINED = "counsel_declined"
    COUNSEL_GIVEN = "counsel_given"
    COUNSEL_REMINDER = "counsel_reminder"
    COUNSEL_TO_CALL = "counsel_to_call"
    COUNSEL_UNIT = "counsel_unit"
    COUNSEL_GIVEN_UP = "counsel_given_up"
    COUNSEL_THANKED = "counsel_thanked"
    POSTING_ENDS = "posting_ends"
    POSTING_ENDED = "posting_ended"
    INTEREST_ASKED = "interest_asked"
    INTEREST_ANSWERED = "interest_answered"
    INTEREST_REMINDER = "interest_reminder"
    LINK_PROPOSED = "link_proposed"
    LINK_CONFIRMED = "link_confirmed"
    LINK_DROPPED = "link_dropped"
    LINK_REMINDER = "link_reminder"
    LINK_RESULT_WANTED = "link_result_wanted"
    ADOPTION_DECLARED = "adoption_declared"
    ADOPTION_CONFIRMED = "adoption_confirmed"
    ADOPTION_RETURNED = "adoption_returned"
    ADOPTED = "adopted"
    ADOPTION_RESULT = "adoption_result"
    ACTIVITY_CANCELLED = "activity_cancelled"
    ACTIVITY_CHANGED = "activity_changed"
    SIGN_UPS_TO_CALL = "sign_ups_to_call"


SENTENCES = {
    Event.SUBMITTED: _l("\u201c%(title)s\u201d waits for review."),
    Event.RETURNED: _l("\u201c%(title)s\u201d has been returned: %(reason)s"),
    Event.PUBLISHED: _l("\u201c%(title)s\u201d is published."),
    Event.WITHDRAWN: _l("\u201c%(title)s\u201d has been withdrawn: %(reason)s"),
    Event.RESTORED: _l("\u201c%(title)s\u201d can be read again."),
    Event.TABLE_SUBMITTED: _l("The records of \u201c%(title)s\u201d wait for review: %(count)s"),
    Event.ADVICE_ASKED: _l("Your advice on \u201c%(title)s\u201d is wanted: %(question)s"),
    Event.ADVICE_GIVEN: _l("%(name)s has commented on \u201c%(title)s\u201d."),
    Event.NEWS: _l("New in what you follow (%(followed)s): \u201c%(title)s\u201d"),
    Event.SEARCH_NEWS: _l("New since your last visit in \u201c%(name)s\u201d: %(count)s"),
    Event.CHANGED: _l("\u201c%(title)s\u201d, which you follow, has been changed."),
    Event.RECEIPT_WANTED: _l("Please read and sign for \u201c%(title)s\u201d."),
    Event.RECEIPT_REMINDER: _l("Reminder: please read and sign for \u201c%(title)s\u201d."),
    # Without the name: whoever never confirms leaves none behind.
    Event.REGISTRATION: _l("An expert who has registered waits for the link that confirms it."),
    Event.REGISTERED: _l("\u201c%(title)s\u201d has registered as an expert."),
    Event.MESSAGE: _l("Somebody has written to you through the site."),
    Event.AREA_ACCEPTED: _l("The area \u201c%(title)s\u201d that you suggested has been added."),
    Event.AREA_MAPPED: _l(
        "\u201c%(title)s\u201d, which you suggested, belongs to the area \u201c%(area)s\u201d."
    ),
    Event.AREA_DECLINED: _l("\u201c%(title)s\u201d, which you suggested, is not added: %(reason)s"),
    Event.ERASURE_ASKED: _l("%(number)s asks for deletion, due by %(day)s."),
    Event.CONVENED: _l("You are invited to \u201c%(title)s\u201d on %(day)s."),
    Event.ANSWER_WANTED: _l(
        "Reminder: will you come to \u201c%(title)s\u201d? Please answer by %(day)s."
    ),
    Event.MEETING_CHANGED: _l("\u201c%(title)s\u201d has been changed: %(change)s"),
    Event.MEETING_CANCELLED: _l("\u201c%(title)s\u201d does not take place: %(reason)s"),
    Event.ITEM_PROPOSED: _l("%(name)s proposes an item for the agenda: \u201c%(title)s\u201d"),
    Event.ITEM_DECIDED: _l("Your item \u201c%(title)s\u201d: %(outcome)s"),
    Event.VOTE_OPENED: _l("A vote is open until %(day)s: \u201c%(title)s\u201d"),
    Event.VOTE_REMINDER: _l(
        "You have not voted yet on \u201c%(title)s\u201d. The vote closes %(day)s."
    ),
    Event.DECIDED: _l("The vote on \u201c%(title)s\u201d is closed: %(result)s"),
    Event.MINUTES_CIRCULATED: _l("Please check the minutes of \u201c%(title)s\u201d by %(day)s."),
    Event.MINUTES_TO_SIGN: _l("The minutes of \u201c%(title)s\u201d wait for your signature."),
    Event.CORRECTION_ANSWERED: _l(
        "Your correction of the minutes of \u201c%(title)s\u201d: %(outcome)s"
    ),
    Event.FOLLOW_UP_GIVEN: _l("You are asked to see to \u201c%(title)s\u201d by %(day)s."),
    Event.FOLLOW_UP_DUE: _l("\u201c%(title)s\u201d is due on %(day)s."),
    Event.FOLLOW_UP_OVERDUE: _l("\u201c%(title)s\u201d was due on %(day)s."),
    Event.FOLLOW_UP_REPORTED: _l("%(name)s reports on \u201c%(title)s\u201d."),
    Event.TURN_CONSENT_WANTED: _l(
        "A change of the chair's turns wants your consent: \u201c%(title)s\u201d"
    ),
    Event.HAND_OVER_WANTED: _l(
        "The hand-over of the chair wants your signature: \u201c%(title)s\u201d"
    ),
    Event.MOVED_UP: _l("A place has become free: you can come to \u201c%(title)s\u201d."),
    Event.INQUIRY_ASKED: _l("%(name)s asks the committee: \u201c%(title)s\u201d"),
    Event.INQUIRY_NOT_TAKEN: _l("Your question \u201c%(title)s\u201d is not taken on: %(reason)s"),
    Event.INQUIRY_TAKEN_BACK: _l("The question \u201c%(title)s\u201d has been taken back."),
    Event.INQUIRY_ANSWERED: _l(
        "Every expert asked about \u201c%(title)s\u201d has answered or is waited for no longer."
    ),
    Event.INQUIRY_CLOSED: _l("The consultation \u201c%(title)s\u201d is closed: %(outcome)s"),
    Event.INQUIRY_PUBLISHED: _l("The consultation \u201c%(title)s\u201d is published."),
    Event.COUNSEL_WANTED: _l("The alliance asks for your advice by %(day)s: \u201c%(title)s\u201d"),
    Event.COUNSEL_ACCEPTED: _l("%(name)s advises on \u201c%(title)s\u201d."),
    Event.COUNSEL_DECLINED: _l("%(name)s does not advise on \u201c%(title)s\u201d: %(reason)s"),
    Event.COUNSEL_GIVEN: _l("%(name)s has answered \u201c%(title)s\u201d."),
    Event.COUNSEL_REMINDER: _l(
        "Reminder: your advice on \u201c%(title)s\u201d is asked for by %(day)s."
    ),
    Event.COUNSEL_TO_CALL: _l("Please call %(name)s about \u201c%(title)s\u201d (%(number)s)."),
    # To the unit: what is asked is none of its business, so there is no title.
    Event.COUNSEL_UNIT: _l(
        "%(name)s has been asked for advice (%(number)s, due %(day)s) and has not answered yet."
    ),
    Event.COUNSEL_GIVEN_UP: _l("Nobody waits any longer for %(name)s on \u201c%(title)s\u201d."),
    Event.COUNSEL_THANKED: _l(
        "Thank you for your advice on \u201c%(title)s\u201d. What came of it: %(outcome)s"
    ),
    Event.POSTING_ENDS: _l("\u201c%(title)s\u201d is valid until %(day)s."),
    Event.POSTING_ENDED: _l("\u201c%(title)s\u201d expired on %(day)s."),
    Event.INTEREST_ASKED: _l(
        "Somebody wants to talk about \u201c%(title)s\u201d. Please answer by %(day)s."
    ),
    Event.INTEREST_ANSWERED: _l("Your interest in \u201c%(title)s\u201d: %(outcome)s"),
    Event.INTEREST_REMINDER: _l(
        "Somebody waits for an answer about \u201c%(title)s\u201d, due by %(day)s."
    ),
    Event.LINK_PROPOSED: _l("A link wants your confirmation: \u201c%(title)s\u201d"),
    Event.LINK_CONFIRMED: _l("Both sides have confirmed link %(number)s: \u201c%(title)s\u201d"),
    Event.LINK_DROPPED: _l("The link \u201c%(title)s\u201d has been dropped: %(reason)s"),
    Event.LINK_REMINDER: _l("The link \u201c%(title)s\u201d still wants your confirmation."),
    Event.LINK_RESULT_WANTED: _l("What has come of the link \u201c%(title)s\u201d?"),
    Event.ADOPTION_DECLARED: _l("%(name)s declares that it uses “%(title)s”."),
    Event.ADOPTION_CONFIRMED: _l("Confirmed: %(name)s uses “%(title)s”."),
    Event.ADOPTION_RETURNED: _l("The adoption of “%(title)s” has been returned: %(reason)s"),
    Event.ADOPTED: _l("%(name)s has adopted your case “%(title)s”."),
    Event.ADOPTION_RESULT: _l("%(name)s tells what came of adopting “%(title)s”."),
    Event.ACTIVITY_CANCELLED: _l(
        "“%(title)s”, for which you have signed up, is cancelled: %(reason)s"
    ),
    Event.ACTIVITY_CHANGED: _l(
        "“%(title)s”, for which you have signed up, has other days or another place: %(when)s"
    ),
    Event.SIGN_UPS_TO_CALL: _l(
        "“%(title)s” has been changed or cancelled. People on its list whom no notice reaches: "
        "%(count)s"
    ),
}
WANTED = {
    Event.SUBMITTED: _l("Review it"),
    Event.TABLE_SUBMITTED: _l("Review them"),
    Event.RETURNED: _l("Correct it and submit it again"),
    Event.REGISTRATION: _l("Speak to the person and hand the link over"),
    Event.ADVICE_ASKED: _l("Give your advice"),
    Event.RECEIPT_WANTED: _l("Read it and sign"),
    Event.RECEIPT_REMINDER: _l("Read it and sign"),
    Event.CONVENED: _l("Sign for the notice and answer"),
    Event.ANSWER_WANTED: _l("Answer the invitation"),
    Event.ITEM_PROPOSED: _l("Decide on the item"),
    Event.VOTE_OPENED: _l("Vote"),
    Event.VOTE_REMINDER: _l("Vote"),
    Event.MINUTES_CIRCULATED: _l("Check the minutes"),
    Event.MINUTES_TO_SIGN: _l("Sign the minutes"),
    Event.FOLLOW_UP_GIVEN: _l("Report when it is under way"),
    Event.FOLLOW_UP_DUE: _l("Report on it"),
    Event.FOLLOW_UP_OVERDUE: _l("Report on it"),
    Event.TURN_CONSENT_WANTED: _l("Consent or decline"),
    Event.HAND_OVER_WANTED: _l("Look through it and sign"),
    Event.INQUIRY_ASKED: _l("Scope it, or say why it is not taken on"),
    Event.INQUIRY_ANSWERED: _l("Read the answers and say what came of them"),
    Event.COUNSEL_WANTED: _l("Say whether you can, then answer"),
    Event.COUNSEL_DECLINED: _l("Pick another expert if one is needed"),
    Event.COUNSEL_GIVEN: _l("Read the answer and score it"),
    Event.COUNSEL_REMINDER: _l("Answer, or say that you cannot"),
    Event.COUNSEL_TO_CALL: _l("Call, then note that you have"),
    Event.COUNSEL_UNIT: _l("Please pass it on"),
    Event.POSTING_ENDS: _l("Renew it if it still holds"),
    Event.POSTING_ENDED: _l("Renew it, or let it rest"),
    Event.INTEREST_ASKED: _l("Accept or decline"),
    Event.INTEREST_REMINDER: _l("Accept or decline"),
    Event.LINK_PROPOSED: _l("Confirm it"),
    Event.LINK_REMINDER: _l("Confirm it"),
    Event.LINK_RESULT_WANTED: _l("Record the result"),
    Event.ADOPTION_DECLARED: _l("Confirm or return it"),
    Event.ADOPTION_RETURNED: _l("Correct it and declare it again"),
    Event.ACTIVITY_CHANGED: _l("See whether you can still come"),
    Event.SIGN_UPS_TO_CALL: _l("Call them"),
}
"""What the reader is asked to do; nothing for what is only good to know."""
CAN_WAIT = frozenset({Event.NEWS, Event.CHANGED, Event.SEARCH_NEWS})
"""What whoever has not chosen otherwise gets by mail once a day only."""
