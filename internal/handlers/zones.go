package handlers

func (s *Server) zonesRoutes() []Route {
	return nil
}
