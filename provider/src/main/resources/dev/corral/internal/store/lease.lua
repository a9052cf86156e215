-- Reads n keys of one shard and takes a lease on each that may be had, in one step.
--
-- KEYS  1 metadata; then per key: record, lease
-- ARGV  1 kind        'L' load lease, 'X' exclusive lease, which preempts load leases
--       2 time to live of the lease in ms
--       3 when        'm' if the record is missing, or expired, or of no use; 'a' always, preempting a load lease: what
--                     others began to load before is refused; 'f' always, but not while another has a lease;
--                     'r' only renews a lease that is held under the token
--       4 fresh epoch (8 bytes), used where metadata is missing
--       5 freeing     '1' if the change to come frees memory: it may pass on a server that has none left
--       6 awaiting    '1' if the caller is to be woken when a lease that it was refused ends
--       7 channel on which who waits for a lease is woken
--      then per key: token (16 bytes); a lease already held under it is granted again
-- Reply now in us, metadata; then per key {granted (1, 0), ms the holder's lease has left, record or nil if absent, token of the
-- load lease that is in the way or nil}
local us = micros()
local now = math.floor(us / 1000)
local kind, ttl, when, freeing, awaiting, wakes = ARGV[1], ARGV[2], ARGV[3], ARGV[5] == '1', ARGV[6] == '1', ARGV[7]
local epoch, sequence, nonce, known, untagged = metadata(KEYS[1], ARGV[4])
local replies = { us, stamped(epoch, sequence, nonce, untagged) }

-- Whether the token gets the lease; else how long its holder has it, and the token of a load lease.
local function take(leaseKey, token)
  local held, holder, leaseEpoch, awaited, granted = lease(leaseKey)
  if held == 'L' and leaseEpoch ~= epoch then held = false end
  if when == 'r' then
    if held and holder == token then redis.call('PEXPIRE', leaseKey, ttl) return 1, 0 end
    return 0, 0
  end
  if not held or holder == token or held == 'L' and (kind == 'X' or when == 'a') then
    if freeing then redis.call('UNLINK', leaseKey) end
    local same = held and holder == token
    redis.call('SET', leaseKey, kind .. token .. epoch .. struct.pack('>I8', same and granted or untagged)
      .. (same and awaited and 'W' or ''), 'PX', ttl)
    if held and not same and awaited then publish(wakes, leaseKey) end
    return 1, 0
  end
  -- PEXPIRE goes first: after it, a server with no memory left lets SETRANGE pass.
  local left = math.max(1, redis.call('PTTL', leaseKey))
  if awaiting and not awaited then
    redis.call('PEXPIRE', leaseKey, left)
    redis.call('SETRANGE', leaseKey, 33, 'W')
  end
  return 0, left, held == 'L' and holder or false
end

for i = 2, #KEYS, 2 do
  local record = read('GET', KEYS[i])
  local life = state(record, epoch, now, KEYS[i])
  if life == ABSENT then record = false end
  local granted, left, holder = 0, 0, false
  if when ~= 'm' or life == ABSENT or life == EXPIRED then granted, left, holder = take(KEYS[i + 1], ARGV[7 + i / 2]) end
  replies[#replies + 1] = { granted, left, record, holder or false }
end
if not known then redis.call('SET', KEYS[1], replies[2]) end
return replies
