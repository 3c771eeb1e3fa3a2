"""What goes on in approved projects besides the stories: results and their use, policies, services, facilities, notices, inspections."""
