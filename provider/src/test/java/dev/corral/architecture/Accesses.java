package dev.corral.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Calls, and references to methods, that the rules speak of. */
final class Accesses {

  static final DescribedPredicate<JavaAccess<?>> PAUSES =
      to(Thread.class, "sleep")
          .or(to(TimeUnit.class, "sleep"))
          .or(to(LockSupport.class, "park(Nanos|Until)"))
          .as("a pause of a fixed length");

  private Accesses() {}

  static DescribedPredicate<JavaAccess<?>> to(Class<?> owner, String methods) {
    return DescribedPredicate.describe(
        owner.getSimpleName() + "." + methods,
        access ->
            access.getTargetOwner().isEquivalentTo(owner)
                && access.getTarget().getName().matches(methods));
  }
}
