Profile: SlussEncounter
Parent: Encounter
Title: "Contact of a submission"
Description: "A vårdkontakt: one visit, or one stay from admission to discharge. What a register's row is made from; everything else refers to it. Nothing but the contact's own identifier, kind and beginning is demanded here: what a register misses makes a draft, and the receipt lists it."
* insert Published
* insert Versioned
* obeys sluss-enc-start and sluss-enc-subject and sluss-enc-type and sluss-enc-main
* meta.security MS
* meta.security.system MS
* meta.security.code MS
* insert SlicedBySystem(meta.security)
* meta.security contains legalDomain 0..1
* insert CodingOf(meta.security, legalDomain, $legal-domain, $LegalDomainVS)
* insert KeptIdentifier
* identifier 1..
* identifier.system 1..
* identifier.value 1..
* status MS
* class MS
* class.system MS
* class.code MS
* class from EncounterClass (required)
* insert KeptConcept(type)
* insert SlicedBySystem(type.coding)
* type.coding contains
    ktyp 0..1 and
    verksAkut 0..1 and
    vardniva 0..1
* insert CodingOf(type.coding, ktyp, $par-ktyp, $ParKtypVS)
* insert CodingOf(type.coding, verksAkut, $par-verks-akut, $ParVerksAkutVS)
* insert CodingOf(type.coding, vardniva, $vardniva, $VardnivaVS)
* insert KeptConcept(serviceType)
* insert SlicedBySystem(serviceType.coding)
* serviceType.coding contains mvo 0..1
* insert CodingOf(serviceType.coding, mvo, $mvo, $MvoVS)
* insert KeptConcept(priority)
* insert KeptReference(subject)
* subject only Reference(Patient)
* insert KeptReference(episodeOfCare)
* insert KeptReference(participant.individual)
* participant MS
* participant.period MS
* participant.period.start MS
* period MS
* period.start MS
* period.start obeys sluss-day
* period.end MS
* period.end obeys sluss-day
* diagnosis MS
* insert KeptReference(diagnosis.condition)
* insert KeptConcept(diagnosis.use)
* diagnosis.rank MS
* hospitalization MS
* insert KeptConcept(hospitalization.admitSource)
* insert SlicedBySystem(hospitalization.admitSource.coding)
* hospitalization.admitSource.coding contains insatt 0..1
* insert CodingOf(hospitalization.admitSource.coding, insatt, $par-insatt, $ParInsattVS)
* insert KeptConcept(hospitalization.dischargeDisposition)
* insert SlicedBySystem(hospitalization.dischargeDisposition.coding)
* hospitalization.dischargeDisposition.coding contains utsatt 0..1
* insert CodingOf(hospitalization.dischargeDisposition.coding, utsatt, $par-utsatt, $ParUtsattVS)
* insert KeptReference(serviceProvider)

Profile: SlussEpisodeOfCare
Parent: EpisodeOfCare
Title: "Episode of care of a submission"
Description: "A time under one form of compulsory psychiatric care, referred to by the contacts during it (`Encounter.episodeOfCare`). Episodes of other kinds are welcome, and dropped."
* insert Published
* insert Versioned
* insert KeptIdentifier
* status MS
* insert KeptConcept(type)
* insert SlicedBySystem(type.coding)
* type.coding contains vardform 0..1
* insert CodingOf(type.coding, vardform, $psykiatrisk-vardform, $PsykiatriskVardformVS)
* insert KeptReference(patient)
* period MS
* period.start MS
* period.start obeys sluss-day
* period.end MS
* period.end obeys sluss-day
