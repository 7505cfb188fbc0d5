package cndns

import (
	"slices"
	"strings"
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
var RunStates = map[RunState]Text{
	RunUnpaid:         {"未开通", "not opened"},
	RunRunning:        {"运行", "running"},
	RunPaused:         {"暂停", "paused"},
	RunProcessing:     {"处理中", "processing"},
	RunDeleted:        {"已删除", "deleted"},
	RunStopped:        {"停止解析", "resolution stopped"},
	RunWaiting:        {"等待开通", "waiting to open"},
	RunTaken:          {"已被注册", "registered by someone else"},
	RunTransferring:   {"转移中", "transferring"},
	RunExpired:        {"已到期", "expired"},
	RunRenewing:       {"续费中", "renewal in progress"},
	RunRenewalFailure: {"续费失败", "renewal failed"},
	RunFailed:         {"注册失败", "registration failed"},
	RunNotCertified:   {"未实名", "real name not verified"},
	RunIllegal:        {"非法", "illegal"},
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
var AuditStates = map[AuditState]Text{
	AuditWaiting: {"等待审核", "awaiting review"},
	AuditPending: {"审核中", "under review"},
	AuditPassed:  {"审核通过", "passed"},
	AuditFailed:  {"审核失败", "failed"},
	AuditNoData:  {"未上传资料", "no documents sent"},
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
var CloudStates = map[CloudState]Text{
	CloudRunning:    {"运行", "running"},
	CloudPaused:     {"暂停", "paused"},
	CloudStopped:    {"关机", "shut down"},
	CloudNotCreated: {"未创建", "not created yet"},
	CloudFault:      {"获取失败", "could not be read"},
}

// Fold returns the state in the spelling of the constants.
func (s CloudState) Fold() CloudState {
	return CloudState(strings.ToLower(strings.TrimSpace(string(s))))
}
