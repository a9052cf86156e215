package dev.corral.internal.engine;

import dev.corral.LoadStatistics;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of loads on this node. Always on: a load costs more than a count. */
public final class LoadCounters {
  final LongAdder loads = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder coalescedInJvm = new LongAdder();
  final LongAdder coalescedAcrossNodes = new LongAdder();
  final LongAdder leasesGranted = new LongAdder();
  final LongAdder leasesLost = new LongAdder();
  final LongAdder leasesTakenOver = new LongAdder();
  final LongAdder earlyRefreshes = new LongAdder();
  final LongAdder staleServed = new LongAdder();
  final LongAdder fillsRefused = new LongAdder();

  /** The counts of now. */
  public LoadStatistics snapshot() {
    return new LoadStatistics(
        loads.sum(),
        failures.sum(),
        coalescedInJvm.sum(),
        coalescedAcrossNodes.sum(),
        leasesGranted.sum(),
        leasesLost.sum(),
        leasesTakenOver.sum(),
        earlyRefreshes.sum(),
        staleServed.sum(),
        fillsRefused.sum());
  }

  /** Sets everything to zero. */
  public void clear() {
    for (LongAdder counter :
        new LongAdder[] {
          loads,
          failures,
          coalescedInJvm,
          coalescedAcrossNodes,
          leasesGranted,
          leasesLost,
          leasesTakenOver,
          earlyRefreshes,
          staleServed,
          fillsRefused
        }) {
      counter.reset();
    }
  }
}
