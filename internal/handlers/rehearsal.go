package handlers

// Rehearsal says where the simulated vendors of a demo take their switches.
type Rehearsal struct {
	Control string // base URL of the control API
}

func (s *Server) rehearsalRoutes() []Route {
	return nil
}
