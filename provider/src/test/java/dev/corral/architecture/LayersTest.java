package dev.corral.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import javax.cache.Cache;
import javax.cache.CacheManager;

/** Who may depend on whom: one request, one way through. */
@AnalyzeClasses(locations = ProductClasses.class)
class LayersTest {

  private static final String API = "dev.corral";
  private static final String CODEC_API = "dev.corral.codec..";
  private static final String CONFIG = "dev.corral.internal.config..";
  private static final String CODEC = "dev.corral.internal.codec..";
  private static final String REDIS = "dev.corral.internal.redis..";
  private static final String STORE = "dev.corral.internal.store..";
  private static final String ENGINE = "dev.corral.internal.engine..";
  private static final String JCACHE = "dev.corral.internal.jcache..";
  private static final String JEDIS = "redis.clients..";

  @ArchTest
  static final ArchRule redisKnowsNothingOfCaches =
      none(REDIS).mayUse(STORE, ENGINE, JCACHE, CODEC, CODEC_API);

  @ArchTest
  static final ArchRule storeKnowsNothingOfWhoUsesIt = none(STORE).mayUse(ENGINE, JCACHE, CODEC);

  @ArchTest
  static final ArchRule engineKnowsNothingOfRedis = none(ENGINE).mayUse(REDIS, JCACHE, JEDIS);

  @ArchTest
  static final ArchRule codecDependsOnItsApiOnly =
      none(CODEC).mayUse(CONFIG, REDIS, STORE, ENGINE, JCACHE, JEDIS);

  @ArchTest
  static final ArchRule configurationIsData =
      none(CONFIG).mayUse(CODEC, REDIS, STORE, ENGINE, JCACHE);

  @ArchTest
  static final ArchRule codecApiDependsOnItsImplementationAtMost =
      none(CODEC_API).mayUse(API, CONFIG, REDIS, STORE, ENGINE, JCACHE);

  @ArchTest
  static final ArchRule internalsHaveNoCycles =
      slices().matching("dev.corral.internal.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule cachesAreImplementedByTheFacadeOnly =
      classes()
          .that()
          .areAssignableTo(Cache.class)
          .or()
          .areAssignableTo(CacheManager.class)
          .and(DescribedPredicate.not(INTERFACES))
          .should()
          .resideInAPackage(JCACHE);

  @ArchTest
  static final ArchRule kryoStaysInItsCodec =
      only(CODEC).mayUse("com.esotericsoftware..", "org.objenesis..");

  @ArchTest
  static final ArchRule jedisStaysBelowTheEngine = only(REDIS, STORE, CONFIG).mayUse(JEDIS);

  @ArchTest
  static final ArchRule configurationFilesAreReadInOnePlace =
      only(CONFIG).mayUse("com.typesafe.config..");

  @ArchTest
  static final ArchRule managementIsTheFacades = only(JCACHE).mayUse("javax.management..");

  private static Restricted none(String users) {
    return new Restricted(resideInAPackage(users));
  }

  private static Restricted only(String... users) {
    return new Restricted(resideOutsideOfPackages(users));
  }

  private record Restricted(DescribedPredicate<JavaClass> users) {

    ArchRule mayUse(String... used) {
      return noClasses().that(users).should().dependOnClassesThat(resideInAnyPackage(used));
    }
  }
}
