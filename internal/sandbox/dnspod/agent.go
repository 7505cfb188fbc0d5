package dnspod

import "strconv"

// Texts of the codes that only the parameter user_id brings about: 6 and 7 mean
// something else in nearly every call.
var (
	wrongUser = refusal{"6", text{"User ID is invalid", "用户 ID 错误"}}
	otherUser = refusal{"7", text{"The user is not under you", "用户不在您名下"}}
)

// actFor lets an agent act for the user named by user_id: everything that
// follows happens to that user. The document tells -4 (under no agent) and 7
// (not under you) apart by their words only; here 7 is a user of another agent.
func (c *call) actFor() error {
	id := c.form.Get("user_id")
	if id == "" {
		return nil
	}
	if !c.account.Agent {
		return refused("-3")
	}
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return wrongUser
	}
	user := c.user(number)
	switch {
	case user == nil:
		return wrongUser
	case user.Under == 0:
		return refusal{"-4", common["-4"]}
	case user.Under != c.account.UserID:
		return otherUser
	}
	c.account = user
	return nil
}

func (s *Server) user(id int64) *account {
	for _, a := range s.accounts {
		if a.UserID == id {
			return a
		}
	}
	return nil
}

func (s *Server) usersUnder(agent *account) int64 {
	count := int64(0)
	for _, a := range s.accounts {
		if a.Under == agent.UserID && agent.UserID != 0 {
			count++
		}
	}
	return count
}

// checkState keeps the codes -7, -8 and -15 of the calls that list them: the
// free domains of enterprises and of an agent's users need an upgrade first,
// and banned domains refuse.
func (c *call) checkState(z *zone) error {
	lists := func(code string) bool {
		_, listed := c.endpoint.texts[code]
		return listed
	}
	free := !grades[z.grade].vip
	switch {
	case free && z.owner.UserType == enterprise && lists("-7"):
		return refused("-7")
	case free && z.owner.Under != 0 && lists("-8"):
		return refused("-8")
	case z.status == "spam" && lists("-15"):
		return refused("-15")
	}
	return nil
}
