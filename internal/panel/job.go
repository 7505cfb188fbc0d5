package panel

import "time"

// JobState is where a piece of long work stands.
type JobState string

// The states of a job. Done, Failed and Cancelled are final.
const (
	JobWaiting   JobState = "waiting" // for its time, or for a free worker
	JobRunning   JobState = "running"
	JobDone      JobState = "done"
	JobFailed    JobState = "failed"
	JobCancelled JobState = "cancelled"
)

// JobStates lists every state.
var JobStates = []JobState{JobWaiting, JobRunning, JobDone, JobFailed, JobCancelled}

// Final reports whether the job will not run again by itself.
func (s JobState) Final() bool { return s == JobDone || s == JobFailed || s == JobCancelled }

// Job is one piece of long work: the row decides, the queue only wakes it. It
// never holds a secret in the clear; Sealed is encrypted input, dropped when
// the job ends.
type Job struct {
	ID          int64
	ResellerID  int64
	AccountID   int64 // vendor account it talks to, 0 when none
	Kind        string
	ProductID   int64
	OrderID     int64
	Subject     string // what it is about, for people: a domain, a host
	State       JobState
	Input       map[string]string
	Sealed      []byte
	Attempt     int       // errors so far
	Steps       int       // steps taken so far, waits included
	NextAt      time.Time // when it is due
	LeaseUntil  time.Time
	ErrorKey    string // message key of the last problem
	ErrorCode   string // the vendor's code
	ErrorText   string // the vendor's words
	CreatedBy   int64
	RequestID   string
	CreatedAt   time.Time
	UpdatedAt   time.Time
	EndedAt     time.Time
	Version     int64
	CancelAsked bool
	Customer    string
}

// JobEvent is one line of a job's history. Key names the message, Args fill it.
type JobEvent struct {
	Key  string
	Args []any
	Tone string // ok, busy, warn, bad, mute
	At   time.Time
}
