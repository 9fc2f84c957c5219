"""Stored truth: one register per file. Importing this package maps them all."""

from casework.models import consent_rules as consent_rules
from casework.models import link_rules as link_rules
from casework.models import own_rules as own_rules
from casework.models import private_rules as private_rules
from casework.models import row_rules as row_rules
from casework.models.agreement import PersonClass, ServiceAgreement
from casework.models.appeal import Appeal, AppealAsk, AppealPaper, AppealPrint, Campaign
from casework.models.area import Area, CannedReply
from casework.models.batch import BatchLine, GiftBatch
from casework.models.books import BookEntry, BookPeriod, PeriodAct, Posting
from casework.models.break_glass import BreakGlass
from casework.models.case import Case, CaseEvent, CaseParty, Fact, OfCase, SearchWord
from casework.models.case_link import CaseLink
from casework.models.conflict import Conflict, DeclaredRelation
from casework.models.correspondence import Letter, Message, Note
from casework.models.document import Document, Draft, Upload
from casework.models.donor_care import CarePlan, CareRun, DonorSegment, DonorTask, GivingLevel
from casework.models.fee import FeeLine, Payment
from casework.models.forwarding import ForwardedRequest, Forwarding
from casework.models.fraud import FraudFlag
from casework.models.gift import Fund, Gift, NumberSeries, Receipt
from casework.models.gift_aid import GiftAidClaim, GiftAidDeclaration, GiftAidLine
from casework.models.grant import FundingGrant, GrantDeadline
from casework.models.hidden_name import ContactChoice, HiddenName
from casework.models.idempotency import IdempotencyKey
from casework.models.intake import IntakeFile, IntakeItem
from casework.models.issued_paper import IssuedPaper
from casework.models.ledger import LedgerEntry
from casework.models.lender import LenderMessage, LenderNotice
from casework.models.lookup import Consent, DisclosureProof, OutwardDisclosure
from casework.models.mandate import Mandate
from casework.models.member import Member, Unit
from casework.models.online_payment import OnlinePayment
from casework.models.pack_version import PackVersion
from casework.models.person import (
    ContactPoint,
    NotTheSame,
    Person,
    PersonIdentifier,
    PersonWord,
    PostalAddress,
)
from casework.models.person_merge import PersonMerge, TwoPeople
from casework.models.plate import PlateAssignment, PlateIssue, PlateIssueEvent, PlateItem, PlateMark
from casework.models.pledge import (
    BankFile,
    CollectionAttempt,
    CollectionRun,
    Instalment,
    Pledge,
    PledgeChange,
)
from casework.models.pledge_account import PledgeAccount
from casework.models.public_request import Follower, PublicPhoto, PublicRequest, RequestCount
from casework.models.recognition import (
    Household,
    HouseholdMember,
    MatchingClaim,
    SoftCredit,
    Tribute,
)
from casework.models.record import FoundRecord, Withholding
from casework.models.register_import import (
    ImportClaim,
    ImportKey,
    ImportLine,
    ImportMade,
    ImportNotSame,
    ImportRun,
    ImportTemplate,
)
from casework.models.release_notice import ReleaseNotice
from casework.models.signal import Signal
from casework.models.signature import CaseSignature
from casework.models.statement import GivingStatement, StatementRun
from casework.models.thanks import Thanks, ThanksPaper, ThanksRun
from casework.models.time_rule import TimeRule
from casework.models.vehicle import (
    Brand,
    EltParticipant,
    Hold,
    Lien,
    OdometerReading,
    Ownership,
    OwnershipHolder,
    Vehicle,
    VehicleTitle,
)
from casework.store.sealing_key import PersonKey, SealingKey

__all__ = [
    "Appeal",
    "AppealAsk",
    "AppealPaper",
    "AppealPrint",
    "Area",
    "BankFile",
    "BatchLine",
    "BookEntry",
    "BookPeriod",
    "Brand",
    "BreakGlass",
    "Campaign",
    "CannedReply",
    "CarePlan",
    "CareRun",
    "Case",
    "CaseEvent",
    "CaseLink",
    "CaseParty",
    "CaseSignature",
    "CollectionAttempt",
    "CollectionRun",
    "Conflict",
    "Consent",
    "ContactChoice",
    "ContactPoint",
    "DeclaredRelation",
    "DisclosureProof",
    "Document",
    "DonorSegment",
    "DonorTask",
    "Draft",
    "EltParticipant",
    "Fact",
    "FeeLine",
    "Follower",
    "ForwardedRequest",
    "Forwarding",
    "FoundRecord",
    "FraudFlag",
    "Fund",
    "FundingGrant",
    "Gift",
    "GiftAidClaim",
    "GiftAidDeclaration",
    "GiftAidLine",
    "GiftBatch",
    "GivingLevel",
    "GivingStatement",
    "GrantDeadline",
    "HiddenName",
    "Hold",
    "Household",
    "HouseholdMember",
    "IdempotencyKey",
    "ImportClaim",
    "ImportKey",
    "ImportLine",
    "ImportMade",
    "ImportNotSame",
    "ImportRun",
    "ImportTemplate",
    "Instalment",
    "IntakeFile",
    "IntakeItem",
    "IssuedPaper",
    "LedgerEntry",
    "LenderMessage",
    "LenderNotice",
    "Letter",
    "Lien",
    "Mandate",
    "MatchingClaim",
    "Member",
    "Message",
    "NotTheSame",
    "Note",
    "NumberSeries",
    "OdometerReading",
    "OfCase",
    "OnlinePayment",
    "OutwardDisclosure",
    "Ownership",
    "OwnershipHolder",
    "PackVersion",
    "Payment",
    "PeriodAct",
    "Person",
    "PersonClass",
    "PersonIdentifier",
    "PersonKey",
    "PersonMerge",
    "PersonWord",
    "PlateAssignment",
    "PlateIssue",
    "PlateIssueEvent",
    "PlateItem",
    "PlateMark",
    "Pledge",
    "PledgeAccount",
    "PledgeChange",
    "PostalAddress",
    "Posting",
    "PublicPhoto",
    "PublicRequest",
    "Receipt",
    "ReleaseNotice",
    "RequestCount",
    "SealingKey",
    "SearchWord",
    "ServiceAgreement",
    "Signal",
    "SoftCredit",
    "StatementRun",
    "Thanks",
    "ThanksPaper",
    "ThanksRun",
    "TimeRule",
    "Tribute",
    "TwoPeople",
    "Unit",
    "Upload",
    "Vehicle",
    "VehicleTitle",
    "Withholding",
]
