Alias: $task-status = http://hl7.org/fhir/task-status

ValueSet: ReceiptStatusVS
Id: receipt-status
Title: "Statuses of a receipt"
Description: "A submission is settled when it is answered: completed, or rejected when nothing was stored."
* insert Published
* $task-status#completed
* $task-status#rejected
