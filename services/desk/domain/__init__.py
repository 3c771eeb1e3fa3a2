"""What the desk keeps and how facts change it; pure. Facts may come in any order across topics: what is kept is the same in the end."""
