package dev.corral.shop;

/**
 * A book has been changed elsewhere.
 *
 * @param id of the book
 */
public record BookChanged(long id) {}
