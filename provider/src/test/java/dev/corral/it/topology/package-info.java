/** Every way to connect, and deployments that change while caches are in use. */
@NullMarked
package dev.corral.it.topology;

import org.jspecify.annotations.NullMarked;
