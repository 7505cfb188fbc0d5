package cndns

import (
	"maps"
	"slices"

	"tangelo/internal/vendors/endpoint"
)

// All describes every call of this package, in the order of the document.
func All() []endpoint.Description {
	return endpoint.DescribeAll(vendor, slices.Concat(
		domainCalls, contactCalls, transferCalls, recordCalls,
		hostingCalls, databaseCalls, mailCalls, giftCalls, cloudCalls, ticketCalls, auditCalls,
		siteBuilderCalls, edmCalls, smsCalls, qituibaoCalls, soukeyiCalls, accountCalls,
		cdnCalls, ddosCalls, bccCalls, aliECSCalls,
	)...)
}

// CommonCodes are the codes that any call may answer, besides its own table.
func CommonCodes() endpoint.Codes { return maps.Clone(commonCodes) }
