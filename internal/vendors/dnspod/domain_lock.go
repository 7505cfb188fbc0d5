package dnspod

import (
	"context"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// lockCalls are the calls of "域名相关" that lock a domain against changes.
var lockCalls = []endpoint.Any{
	domainLock,
	domainLockStatus,
	domainUnlock,
}

var domainLock = endpoint.Endpoint[LockRequest, LockResponse]{
	Name: "dnspod.domain.lock", Path: "/Domain.Lock",
	Title:  endpoint.Words{Zh: "锁定域名", En: "Lock a domain"},
	Effect: endpoint.Set, Doc: "域名相关 锁定域名",
	Errors: editCodes.And(noRightCodes).And(endpoint.Codes{
		"8":  endpoint.Invalid.Means("锁定天数错误", "wrong number of lock days", "days"),
		"9":  endpoint.Conflict.Means("锁定天数超出限制", "too many lock days", "days"),
		"21": endpoint.AlreadyDone.Means("域名已经被锁定", "domain is already locked"),
	}),
}

// LockRequest locks a domain. The most days are in DomainPurview, 域名锁定天数.
type LockRequest struct {
	DomainID string `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	Days     int    `param:"days" rule:"required,min=1" zh:"锁定天数" en:"Days to lock"`
}

// LockResponse is a lock.
type LockResponse struct {
	Answer
	Lock Lock `answer:"lock,required"`
}

// Lock is the lock of a domain. Its days are days of Beijing. The code is in the answer of
// DomainLock only.
type Lock struct {
	DomainID string          `answer:"domain_id"`
	Code     endpoint.Secret `answer:"lock_code"`
	Locked   bool            `answer:"lock_status"` // in the answer of DomainLockStatus only
	From     time.Time       `answer:"start_at"`
	Until    time.Time       `answer:"lock_end|end_at"`
}

// DomainLock locks a domain against all changes. The code that unlocks it is told only
// here: keep it encrypted. A second sending is refused with 21 and tells no code.
func (c *Client) DomainLock(ctx context.Context, req LockRequest) (Lock, error) {
	answer, err := domainLock.Call(ctx, c.line, req)
	return answer.Lock, err
}

var domainLockStatus = endpoint.Endpoint[DomainRequest, LockResponse]{
	Name: "dnspod.domain.lock_status", Path: "/Domain.Lockstatus",
	Title:  endpoint.Words{Zh: "锁定状态", En: "Get the lock state of a domain"},
	Effect: endpoint.Read, Doc: "域名相关 锁定状态",
	Errors: editCodes.And(endpoint.Codes{
		"7": endpoint.Missing.Means("域名没有锁定", "domain is not locked"),
	}),
}

// DomainLockStatus reads the lock of a domain. The vendor answers an unlocked one with 7;
// here that is a zero Lock and no error.
func (c *Client) DomainLockStatus(ctx context.Context, req DomainRequest) (Lock, error) {
	answer, err := emptied(domainLockStatus.Call(ctx, c.line, req))("7")
	return answer.Lock, err
}

var domainUnlock = endpoint.Endpoint[UnlockRequest, Answer]{
	Name: "dnspod.domain.unlock", Path: "/Domain.Unlock",
	Title:  endpoint.Words{Zh: "锁定解锁", En: "Unlock a domain"},
	Effect: endpoint.Set, Doc: "域名相关 锁定解锁",
	Errors: editCodes.And(noRightCodes).And(endpoint.Codes{
		"8": endpoint.AlreadyDone.Means("域名没有锁定", "domain is not locked"),
		"9": endpoint.Invalid.Means("解锁码错误", "wrong unlock code", "lock_code"),
	}),
}

// UnlockRequest unlocks a domain with the code that DomainLock told.
type UnlockRequest struct {
	DomainID string          `param:"domain_id" rule:"required,pattern=digits" zh:"域名 ID" en:"Domain ID"`
	Code     endpoint.Secret `param:"lock_code" rule:"required" zh:"解锁码" en:"Unlock code"`
}

// DomainUnlock ends a lock before its time.
func (c *Client) DomainUnlock(ctx context.Context, req UnlockRequest) error {
	return done(domainUnlock.Call(ctx, c.line, req))
}
