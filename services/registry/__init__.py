"""Registry 注册立项: who is who, guides, applications, projects with their task books."""
