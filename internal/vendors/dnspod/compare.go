package dnspod

import (
	"context"
	"slices"
	"strings"
)

// The calls of this file compare first and send only what differs: writing again what is
// there already counts as abuse ("关于滥用"), and the vendor locks records for it. Each is
// given what a call has read before, and tells whether anything was sent and done.

// unless sends a change unless things are so already.
func unless(so bool, send func() error) (changed bool, err error) {
	if so {
		return false, nil
	}
	err = send()
	return err == nil, err
}

// word chooses between the vendor's two words for a state.
func word(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}

// UserChange writes the details of the account.
func (c *Client) UserChange(ctx context.Context, current User, req UserModifyRequest) (changed bool, err error) {
	now := UserModifyRequest{RealName: current.RealName, Nick: current.Nick, Telephone: current.Telephone, IM: current.IM}
	return unless(now == req, func() error { return c.UserModify(ctx, req) })
}

// DomainEnable enables or pauses a domain.
func (c *Client) DomainEnable(ctx context.Context, current Domain, enabled bool) (changed bool, err error) {
	return unless(current.Paused() != enabled, func() error {
		return c.DomainSetStatus(ctx, DomainStatusRequest{DomainID: current.ID, Status: word(enabled, "enable", "disable")})
	})
}

// DomainPush tells search engines of a domain or not. What is now must come from DomainInfo:
// the document's lists do not show it.
func (c *Client) DomainPush(ctx context.Context, current Domain, push bool) (changed bool, err error) {
	return unless(current.SearchEnginePush == push, func() error {
		return c.DomainSetSearchEnginePush(ctx, DomainSwitchRequest{DomainID: current.ID, Status: word(push, "yes", "no")})
	})
}

// DomainMove puts a domain into a group.
func (c *Client) DomainMove(ctx context.Context, current Domain, groupID string) (changed bool, err error) {
	return unless(current.GroupID == groupID, func() error {
		return c.DomainChangeGroup(ctx, DomainGroupRequest{DomainID: current.ID, GroupID: groupID})
	})
}

// DomainStar stars a domain or takes the star away.
func (c *Client) DomainStar(ctx context.Context, current Domain, star bool) (changed bool, err error) {
	return unless(current.Marked == star, func() error {
		return c.DomainSetMark(ctx, DomainMarkRequest{DomainID: current.ID, IsMark: word(star, "yes", "no")})
	})
}

// DomainNote sets a domain's remark; an empty one deletes it.
func (c *Client) DomainNote(ctx context.Context, current Domain, remark string) (changed bool, err error) {
	return unless(current.Remark == remark, func() error {
		return c.DomainSetRemark(ctx, DomainRemarkRequest{DomainID: current.ID, Remark: remark})
	})
}

// ShareChange sets the mode of a share, "r" or "rw".
func (c *Client) ShareChange(ctx context.Context, domainID string, current Share, mode string) (changed bool, err error) {
	return unless(current.Mode == mode, func() error {
		return c.ShareModify(ctx, ShareRequest{DomainID: domainID, Email: current.Email, Mode: mode})
	})
}

// GroupRename gives a group another name.
func (c *Client) GroupRename(ctx context.Context, current Group, name string) (changed bool, err error) {
	return unless(current.Name == name, func() error {
		return c.GroupModify(ctx, GroupModifyRequest{GroupID: current.ID, Name: name})
	})
}

// Same tells whether writing data would change nothing. Host names are compared without
// case and final dot, because the vendor adds the dot by itself.
func (r Record) Same(data RecordData) bool {
	return strings.EqualFold(r.Sub, data.Sub) && r.Type == data.Type && r.Line == data.Line &&
		r.TTL == data.TTL && (data.Type != "MX" || r.MX == data.MX) &&
		canonical(r.Type, r.Value) == canonical(data.Type, data.Value)
}

func canonical(kind, value string) string {
	switch kind {
	case "CNAME", "MX", "NS":
		return strings.ToLower(strings.TrimSuffix(value, "."))
	}
	return value
}

// RecordChange writes data into a record.
func (c *Client) RecordChange(ctx context.Context, domainID string, current Record, data RecordData) (changed bool, err error) {
	return unless(current.Same(data), func() error {
		_, err := c.RecordModify(ctx, RecordModifyRequest{DomainID: domainID, RecordID: current.ID, RecordData: data})
		return err
	})
}

// RecordEnable enables or pauses a record.
func (c *Client) RecordEnable(ctx context.Context, domainID string, current Record, enabled bool) (changed bool, err error) {
	return unless(current.Enabled == enabled, func() error {
		return c.RecordSetStatus(ctx, RecordStatusRequest{
			DomainID: domainID, RecordID: current.ID, Status: word(enabled, "enable", "disable"),
		})
	})
}

// RecordNote sets a record's remark; an empty one deletes it.
func (c *Client) RecordNote(ctx context.Context, domainID string, current Record, remark string) (changed bool, err error) {
	return unless(current.Remark == remark, func() error {
		return c.RecordSetRemark(ctx, RecordRemarkRequest{DomainID: domainID, RecordID: current.ID, Remark: remark})
	})
}

// RecordPoint points a record at the address that calls come from. address is what that is
// now, as the caller found out: while the record says so already, nothing is sent.
func (c *Client) RecordPoint(ctx context.Context, domainID string, current Record, address string) (changed bool, err error) {
	return unless(current.Value == address, func() error {
		_, err := c.RecordDDNS(ctx, RecordDDNSRequest{DomainID: domainID, RecordID: current.ID, Sub: current.Sub, Line: current.Line})
		return err
	})
}

// Same tells whether writing data would change nothing. Lists are compared in any order.
func (m Monitor) Same(data MonitorData) bool {
	return m.Port == data.Port && m.Interval == data.Interval && m.Host == data.Host && m.Type == data.Type &&
		m.Path == data.Path && m.WhenDown == data.WhenDown && word(m.LessNotice, "yes", "no") == data.LessNotice &&
		m.CallbackURL == data.CallbackURL && m.CallbackKey == data.CallbackKey &&
		sameSet(m.Points, data.Points) && sameSet(m.SMSNotice, data.SMSNotice) && sameSet(m.EmailNotice, data.EmailNotice)
}

func sameSet(list string, items []string) bool {
	return slices.Equal(slices.Sorted(strings.SplitSeq(list, ",")), slices.Sorted(slices.Values(items)))
}

// MonitorChange writes data into a monitor.
func (c *Client) MonitorChange(ctx context.Context, current Monitor, data MonitorData) (changed bool, err error) {
	return unless(current.Same(data), func() error {
		return c.MonitorModify(ctx, MonitorModifyRequest{MonitorID: current.ID, MonitorData: data})
	})
}

// MonitorEnable enables or disables a monitor.
func (c *Client) MonitorEnable(ctx context.Context, current Monitor, enabled bool) (changed bool, err error) {
	return unless(current.Enabled == enabled, func() error {
		return c.MonitorSetStatus(ctx, MonitorStatusRequest{MonitorID: current.ID, Status: word(enabled, "enabled", "disabled")})
	})
}
