/** Tests of the whole provider on real deployments of Redis, and across JVMs. */
@NullMarked
package dev.corral.it;

import org.jspecify.annotations.NullMarked;
