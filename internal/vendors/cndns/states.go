package cndns

import (
	"slices"
	"strings"

	"tangelo/internal/vendors/endpoint"
)

// RunState is the state of a domain as DomainDetail writes it.
type RunState string

// The states of a domain.
const (
	RunUnpaid         RunState = "unpay"
	RunRunning        RunState = "run"
	RunPaused         RunState = "pause"
	RunProcessing     RunState = "processing"
	RunDeleted        RunState = "deleted"
	RunStopped        RunState = "stopped by admin"
	RunWaiting        RunState = "waiting"
	RunTaken          RunState = "registered"
	RunTransferring   RunState = "transferring"
	RunExpired        RunState = "expired"
	RunRenewing       RunState = "renewal process"
	RunRenewalFailure RunState = "renewals failure"
	RunFailed         RunState = "failed"
	RunNotCertified   RunState = "not certified"
	RunIllegal        RunState = "illegal"
)

// RunStates lists the documented states.
var RunStates = map[RunState]endpoint.Words{
	RunUnpaid:         {Zh: "未开通", En: "not opened"},
	RunRunning:        {Zh: "运行", En: "running"},
	RunPaused:         {Zh: "暂停", En: "paused"},
	RunProcessing:     {Zh: "处理中", En: "processing"},
	RunDeleted:        {Zh: "已删除", En: "deleted"},
	RunStopped:        {Zh: "停止解析", En: "resolution stopped"},
	RunWaiting:        {Zh: "等待开通", En: "waiting to open"},
	RunTaken:          {Zh: "已被注册", En: "registered by someone else"},
	RunTransferring:   {Zh: "转移中", En: "transferring"},
	RunExpired:        {Zh: "已到期", En: "expired"},
	RunRenewing:       {Zh: "续费中", En: "renewal in progress"},
	RunRenewalFailure: {Zh: "续费失败", En: "renewal failed"},
	RunFailed:         {Zh: "注册失败", En: "registration failed"},
	RunNotCertified:   {Zh: "未实名", En: "real name not verified"},
	RunIllegal:        {Zh: "非法", En: "illegal"},
}

// Fold returns the state in the spelling of the constants: the vendor writes some with
// capitals and, in the field, "transferring" with a single r in its middle.
func (s RunState) Fold() RunState {
	folded := RunState(strings.ToLower(strings.TrimSpace(string(s))))
	if strings.HasPrefix(string(folded), "transfer") {
		return RunTransferring
	}
	return folded
}

// Final tells whether a new registration will not move by itself any more.
func (s RunState) Final() bool {
	moving := []RunState{RunUnpaid, RunProcessing, RunWaiting, RunTransferring, RunRenewing}
	return !slices.Contains(moving, s.Fold())
}

// AuditState is the state of a real-name audit.
type AuditState string

// The states of an audit. AuditNoData means that no documents were sent.
const (
	AuditWaiting AuditState = "waiting"
	AuditPending AuditState = "pending"
	AuditPassed  AuditState = "pass"
	AuditFailed  AuditState = "unpass"
	AuditNoData  AuditState = "no data"
)

// AuditStates lists the documented states.
var AuditStates = map[AuditState]endpoint.Words{
	AuditWaiting: {Zh: "等待审核", En: "awaiting review"},
	AuditPending: {Zh: "审核中", En: "under review"},
	AuditPassed:  {Zh: "审核通过", En: "passed"},
	AuditFailed:  {Zh: "审核失败", En: "failed"},
	AuditNoData:  {Zh: "未上传资料", En: "no documents sent"},
}

// Fold returns the state in the spelling of the constants.
func (s AuditState) Fold() AuditState {
	return AuditState(strings.ToLower(strings.TrimSpace(string(s))))
}

// Final tells whether the audit has ended.
func (s AuditState) Final() bool {
	folded := s.Fold()
	return folded == AuditPassed || folded == AuditFailed
}

// CloudState is the running state of a cloud host.
type CloudState string

// The states of a cloud host. CloudFault means the state could not be read: ask again.
const (
	CloudRunning    CloudState = "running"
	CloudPaused     CloudState = "pause"
	CloudStopped    CloudState = "stop"
	CloudNotCreated CloudState = "not created"
	CloudFault      CloudState = "fault"
)

// CloudStates lists the documented states.
var CloudStates = map[CloudState]endpoint.Words{
	CloudRunning:    {Zh: "运行", En: "running"},
	CloudPaused:     {Zh: "暂停", En: "paused"},
	CloudStopped:    {Zh: "关机", En: "shut down"},
	CloudNotCreated: {Zh: "未创建", En: "not created yet"},
	CloudFault:      {Zh: "获取失败", En: "could not be read"},
}

// Fold returns the state in the spelling of the constants.
func (s CloudState) Fold() CloudState {
	return CloudState(strings.ToLower(strings.TrimSpace(string(s))))
}
