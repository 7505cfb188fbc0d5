package dnspod

import (
	"maps"
	"slices"

	"tangelo/internal/vendors/endpoint"
)

// All describes every call of this package.
func All() []endpoint.Description {
	return endpoint.DescribeAll(vendor, slices.Concat(
		accountCalls, domainCalls, settingCalls, shareCalls, transferCalls, lockCalls, aliasCalls, groupCalls,
		recordCalls, recordSettingCalls, monitorCalls, monitorViewCalls,
	)...)
}

// CommonCodes are the codes that any call may answer, besides its own table.
func CommonCodes() endpoint.Codes { return maps.Clone(commonCodes) }
