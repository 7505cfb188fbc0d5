package handlers

func (s *Server) operationsRoutes() []Route {
	return nil
}
