package handlers

func (s *Server) jobsRoutes() []Route {
	return nil
}
