-- Sets a small key of the cache itself, also on a server that has no memory left.
--
-- KEYS  1 the key
-- ARGV  1 value, 2 time to live in ms, or 0 for none, 3 '1' only if it is not there with another value
-- Reply 1 if it was set, else 0
local found = read('GET', KEYS[1])
if ARGV[3] == '1' and found and found ~= ARGV[1] then return 0 end
-- UNLINK goes first: after it, a server with no memory left lets the SET pass.
redis.call('UNLINK', KEYS[1])
if ARGV[2] == '0' then
  redis.call('SET', KEYS[1], ARGV[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return 1
