ValueSet: SubmissionBundleType
Id: submission-bundle-type
Title: "Types of bundle that can be submitted"
Description: "The bundles that ask for something to be done."
* insert Published
* $bundle-type#transaction
* $bundle-type#batch
* $bundle-type#message

ValueSet: EncounterClass
Id: encounter-class
Title: "Kinds of contact"
Description: "The classes of HL7's v3 ActCode that a contact may have. Which of them a register takes is the register's to say."
* insert Published
* $v3-ActCode#IMP "inpatient encounter"
* $v3-ActCode#ACUTE "inpatient acute"
* $v3-ActCode#NONAC "inpatient non-acute"
* $v3-ActCode#SS "short stay"
* $v3-ActCode#OBSENC "observation encounter"
* $v3-ActCode#PRENC "pre-admission"
* $v3-ActCode#AMB "ambulatory"
* $v3-ActCode#EMER "emergency"
* $v3-ActCode#FLD "field"
* $v3-ActCode#HH "home health"
* $v3-ActCode#VR "virtual"
