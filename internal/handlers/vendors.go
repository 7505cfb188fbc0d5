package handlers

func (s *Server) vendorsRoutes() []Route {
	return nil
}
