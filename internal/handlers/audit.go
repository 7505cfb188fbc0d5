package handlers

func (s *Server) auditRoutes() []Route {
	return nil
}
