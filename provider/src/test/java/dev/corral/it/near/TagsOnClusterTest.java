package dev.corral.it.near;

import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.WithRedis;

@WithRedis(RedisDeployment.CLUSTER)
class TagsOnClusterTest extends TagsContract {}
