package handlers

func (s *Server) callbacksRoutes() []Route {
	return nil
}
