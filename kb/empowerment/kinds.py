"""The kinds of 1+3+X: partners, offers and needs, published consultations."""

from flask_babel import lazy_gettext as _l

from kb.catalog.kind import RecordKind
from kb.empowerment.consultations import Consultation
from kb.empowerment.forms import ConsultationForm, PartnerForm, PostingForm
from kb.empowerment.partners import Partner
from kb.empowerment.postings import Posting

PARTNERS = RecordKind(
    slug="partners",
    label=_l("Partners"),
    noun=_l("Partner"),
    model=Partner,
    form=PartnerForm,
    columns=("partner_kind", "fields", "since", "website"),
    facets=("partner_kind", "city", "member", "theme", "tag"),
)
POSTINGS = RecordKind(
    slug="offers-needs",
    label=_l("Offers and needs"),
    noun=_l("Offer or need"),
    model=Posting,
    form=PostingForm,
    columns=("direction", "resource", "field", "amount", "valid_until"),
    facets=("direction", "resource", "city", "member", "year", "theme", "tag"),
)
CONSULTATIONS = RecordKind(
    slug="consultations",
    label=_l("Consultations"),
    noun=_l("Consultation"),
    model=Consultation,
    form=ConsultationForm,
    columns=("area",),
    facets=("city", "year", "theme", "tag"),
)
