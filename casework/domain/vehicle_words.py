"""Codes of the vehicle register in words, for pages and papers alike."""

from casework.base.phrases import phrase

BRANDS = {
    "FLOOD": phrase("Flood damage"),
    "SALT_WATER": phrase("Salt-water damage"),
    "FIRE": phrase("Fire damage"),
    "HAIL": phrase("Hail damage"),
    "COLLISION": phrase("Collision damage"),
    "SALVAGE": phrase("Salvage"),
    "REBUILT": phrase("Rebuilt after salvage"),
    "JUNK": phrase("Scrapped"),
    "PARTS_ONLY": phrase("For parts only"),
    "LEMON": phrase("Returned under warranty"),
    "PRIOR_TAXI": phrase("Was a taxi"),
    "PRIOR_POLICE": phrase("Was a police vehicle"),
    "RECOVERED_THEFT": phrase("Recovered after theft"),
    "ODO_NOT_ACTUAL": phrase("Odometer is not actual"),
    "ODO_EXCEEDS": phrase("Odometer past its limit"),
    "ODO_EXEMPT": phrase("Odometer exempt"),
}
CERTIFIED = {
    "ACTUAL": phrase("Actual mileage"),
    "EXCEEDS_MECHANICAL_LIMITS": phrase("Past its mechanical limit"),
    "NOT_ACTUAL": phrase("Not actual"),
}
HOLDS = {
    "STOLEN": phrase("Reported stolen"),
    "LIEN": phrase("Lien"),
    "COURT": phrase("Court order"),
    "LITIGATION": phrase("Litigation"),
    "DIVORCE": phrase("Divorce"),
    "FEES_DUE": phrase("Fees due"),
    "DISHONOURED_PAYMENT": phrase("Payment returned by the bank"),
    "PARKING_TOLL": phrase("Parking fines or tolls"),
    "CHILD_SUPPORT": phrase("Child support"),
    "FRAUD_REVIEW": phrase("Fraud review"),
    "BANKRUPTCY": phrase("Bankruptcy"),
    "EMISSIONS": phrase("Emissions"),
    "RECALL_STOP_SALE": phrase("Recall"),
    "INSURANCE_LAPSE": phrase("Insurance lapsed"),
    "LEGAL_HOLD": phrase("Legal hold"),
}
JOINED = {
    "AND": phrase("and"),
    "OR": phrase("or"),
    "AND_OR": phrase("and/or"),
    "JTRS": phrase("and, the survivor takes all,"),
    "LEASE": phrase("with"),
}
"""What stands between the names of owners. Lessor and lessee are no and/or: each is marked for what it is."""
