package dev.corral;

/**
 * What became of the loads of a cache on this node, since it was opened or its statistics were
 * cleared.
 *
 * @param loads how often the loader was asked for an entry
 * @param failures how many of these failed
 * @param coalescedInJvm callers that shared the load of another caller in this JVM
 * @param coalescedAcrossNodes times that this node waited for another node's load and got its value
 * @param leasesGranted how often this node got the right to load an entry
 * @param leasesLost how many of these were gone when the load ended: the entry was written, removed
 *     or cleared meanwhile, or the lease lapsed
 * @param leasesTakenOver how often this node loaded after another node's load came to nothing
 * @param earlyRefreshes refreshes begun before the entry expired
 * @param staleServed times that an expired value was served
 * @param fillsRefused loaded values that were not kept, because something newer came in between
 */
public record LoadStatistics(
    long loads,
    long failures,
    long coalescedInJvm,
    long coalescedAcrossNodes,
    long leasesGranted,
    long leasesLost,
    long leasesTakenOver,
    long earlyRefreshes,
    long staleServed,
    long fillsRefused) {}
