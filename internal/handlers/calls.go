package handlers

func (s *Server) callsRoutes() []Route {
	return nil
}
