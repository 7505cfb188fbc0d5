package handlers

func (s *Server) portalRoutes() []Route {
	return nil
}
