package dev.corral.hibernate;

enum Genre {
  NOVEL,
  POETRY
}
