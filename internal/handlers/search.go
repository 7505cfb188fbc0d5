package handlers

func (s *Server) searchRoutes() []Route {
	return nil
}
