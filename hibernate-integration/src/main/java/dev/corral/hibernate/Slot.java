package dev.corral.hibernate;

/** What is stored under a key of a region of entities, collections or natural ids. */
sealed interface Slot permits Item, Lock, Floor {}
