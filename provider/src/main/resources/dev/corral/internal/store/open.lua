-- Opens a cache: returns its descriptor, which the first to ask creates.
--
-- KEYS  1 descriptor
-- ARGV  1 the descriptor to create where there is none
-- Reply the descriptor in force
local found = redis.call('GET', KEYS[1])
if found then return found end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
