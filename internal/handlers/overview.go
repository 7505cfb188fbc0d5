package handlers

func (s *Server) overviewRoutes() []Route {
	return nil
}
