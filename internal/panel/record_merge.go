package panel

import "time"

// MergeDo is what a merge does to one row.
type MergeDo string

// The steps of a merge.
const (
	MergeAdd  MergeDo = "add"
	MergeSave MergeDo = "save"
	MergeDrop MergeDo = "drop"
)

// MergeStep is one change that makes the rows of a zone what the vendor said.
type MergeStep struct {
	Do     MergeDo
	Record Record
}

// MergeRecords compares the rows of a zone with what the vendor said in a
// reading that began at a moment. A row written since then is newer than the
// reading and stays. working reports whether a job still works for a row: a
// row whose job ended without a word is settled by what the vendor shows.
func MergeRecords(rows, said []Record, began time.Time, working func(id int64) bool) []MergeStep {
	m := merging{byRef: map[string]Record{}, began: began, working: working}
	for _, row := range rows {
		if row.VendorRef != "" {
			m.byRef[row.VendorRef] = row
		} else {
			m.unborn = append(m.unborn, row)
		}
	}
	seen := map[string]bool{}
	for _, s := range said {
		seen[s.VendorRef] = true
		m.take(s)
	}
	for _, row := range rows {
		if row.VendorRef != "" && !seen[row.VendorRef] && row.UpdatedAt.Before(began) {
			m.steps = append(m.steps, MergeStep{MergeDrop, row})
		}
	}
	m.settleUnborn()
	return m.steps
}

type merging struct {
	byRef   map[string]Record
	unborn  []Record // rows that the vendor gave no id yet
	began   time.Time
	working func(id int64) bool
	steps   []MergeStep
}

// take brings one record that the vendor has into the rows.
func (m *merging) take(said Record) {
	row, known := m.byRef[said.VendorRef]
	if known {
		m.refresh(row, said)
		return
	}
	for i, row := range m.unborn {
		if !row.Same(said.RecordData) {
			continue
		}
		m.unborn = append(m.unborn[:i:i], m.unborn[i+1:]...)
		if row.State == RecordAdding && m.working(row.ID) {
			return // its job will find out whose it is
		}
		row.VendorRef, row.RecordData, row.Locked = said.VendorRef, said.RecordData, said.Locked
		row.State, row.Wanted, row.Problem = RecordOK, nil, nil
		m.steps = append(m.steps, MergeStep{MergeSave, row})
		return
	}
	said.State = RecordOK
	m.steps = append(m.steps, MergeStep{MergeAdd, said})
}

// refresh brings a row up to what the vendor says.
func (m *merging) refresh(row, said Record) {
	if !row.UpdatedAt.Before(m.began) {
		return
	}
	before := row
	row.RecordData, row.Locked = said.RecordData, said.Locked
	orphan := row.State.Pending() && !m.working(row.ID)
	done := row.State == RecordFailed && row.Wanted != nil && row.Wanted.Same(said.RecordData) && row.Wanted.Enabled == said.Enabled
	if orphan || done {
		row.State, row.Wanted, row.Problem = RecordOK, nil, nil
	}
	if row.RecordData != before.RecordData || row.Locked != before.Locked || row.State != before.State {
		m.steps = append(m.steps, MergeStep{MergeSave, row})
	}
}

// settleUnborn marks rows whose job ended without adding them.
func (m *merging) settleUnborn() {
	for _, row := range m.unborn {
		if row.State == RecordAdding && row.UpdatedAt.Before(m.began) && !m.working(row.ID) {
			row.State, row.Problem = RecordFailed, &RecordProblem{Action: AddRecord, Key: "error.record.notadded"}
			m.steps = append(m.steps, MergeStep{MergeSave, row})
		}
	}
}
