package cndns

import "tangelo/internal/vendors/endpoint"

// All describes every call of this package, in the order of the document.
func All() []endpoint.Description {
	return endpoint.DescribeAll(vendor,
		checkAPI,
		domainCheck, contactCreate, contactModify, contactDelete, contactList, contactInfo,
		domainChangeOwner, transferIn, transferStatus, transferCancel, transferRetry,
		domainCreate, domainRenew, domainModifyPassword,
		nameserversList, nameserversModify, nameserversReset,
		recordList, recordCreate, recordModify, recordDelete, domainDetail,
		cloudProductList, cloudBuy, cloudCreateHost, cloudModifyPlatformPassword, cloudState,
		cloudRestart, cloudShutdown, cloudPowerOff, cloudStart,
		cloudSnapshotCreate, cloudSnapshotDelete, cloudSnapshotRestore,
		cloudRebuildSystemList, cloudRebuild, cloudModifySystemPassword,
		cloudBindDomain, cloudUnbindDomain, cloudUpgradeList, cloudUpgrade, cloudBuyIP,
		cloudRenew, cloudInfo, cloudChangePort, cloudPrice,
		auditSubmit, auditStatus,
		checkProductName, accountFinance, productPrice, renewPrice,
	)
}
