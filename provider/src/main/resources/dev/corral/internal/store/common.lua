-- Shared by every script; put in front of each. Field offsets are 1-based; docs/layout.md has the layout.
local HEADER, MAX_SEQUENCE, ETERNAL = 52, 9007199254740991, 9007199254740991
local ABSENT, LIVE, EXPIRED, NULL = 0, 1, 2, 3

-- Publishes on a channel of the shard: sharded where the server can, so that the message stays on the shard's servers.
local PUBLISH = redis.REDIS_VERSION_NUM and 'SPUBLISH' or 'PUBLISH'
local function publish(channel, text)
  redis.call(PUBLISH, channel, text)
end

-- Server time in microseconds.
local function micros()
  local t = redis.call('TIME')
  return t[1] * 1000000 + t[2]
end

-- A caller's least sequence, unless it is more than a day ahead of this server: no clock is, so it was made up.
local function credible(least, us)
  return least - us <= 86400000000 and least or 0
end

-- A string, or false where there is none or the key holds another type: foreign data counts as absent.
local function read(command, ...)
  local reply = redis.pcall(command, ...)
  if type(reply) == 'table' then
    if string.find(reply.err, 'WRONGTYPE', 1, true) then return false end
    error(reply.err, 0)
  end
  return reply
end

-- epoch, sequence, nonce, whether it was there, sequence of the last invalidation by tag or 0. Missing or malformed
-- metadata becomes a new epoch.
local function metadata(key, fresh)
  local m = read('GET', key)
  if m and (#m == 24 or #m == 32) then
    local sequence = struct.unpack('>I8', m, 9)
    local untagged = #m == 32 and struct.unpack('>I8', m, 25) or 0
    if sequence >= 0 and sequence <= MAX_SEQUENCE and untagged >= 0 and untagged <= sequence then
      return string.sub(m, 1, 8), sequence, string.sub(m, 17, 24), true, untagged
    end
  end
  return fresh, 0, string.rep('\0', 8), false, 0
end

-- The bytes of metadata.
local function stamped(epoch, sequence, nonce, untagged)
  return epoch .. struct.pack('>I8', sequence) .. nonce .. (untagged > 0 and struct.pack('>I8', untagged) or '')
end

-- The Redis key of a tag of this shard, whose metadata every script has as its first key.
local function tagKey(name)
  return string.sub(KEYS[1], 1, -2) .. 't' .. name
end

-- Whether the header is that of a record with tags (flag bit 3).
local function tagged(header)
  return string.byte(header, 3) % 16 >= 8
end

-- The tags of a tagged record: the Redis key of each, and the stamp under which the record has it; nil if malformed.
local function tagsOf(recordKey)
  local head = redis.call('GETRANGE', recordKey, HEADER, HEADER + 1)
  local length = #head == 2 and struct.unpack('>I2', head) or 0
  local block = redis.call('GETRANGE', recordKey, HEADER + 2, HEADER + 1 + length)
  if length == 0 or #block < length then return nil end
  local keys, stamps, at = {}, {}, 1
  while at <= length do
    local size = at < length and struct.unpack('>I2', block, at) or 0
    if size == 0 or at + size + 17 > length then return nil end
    keys[#keys + 1] = tagKey(string.sub(block, at + 2, at + size + 1))
    stamps[#stamps + 1] = string.sub(block, at + size + 2, at + size + 17)
    at = at + size + 18
  end
  return keys, stamps
end

-- Whether a tagged record is dead: a tag of it was invalidated since it was written, or got lost.
local function untaggedSince(recordKey)
  local keys, stamps = tagsOf(recordKey)
  if not keys then return true end
  for i, key in ipairs(keys) do
    if read('GET', key) ~= stamps[i] then return true end
  end
  return false
end

-- Lets a tag live at least as long as a record that has it: for some ms, or without end if there are none.
local function keepTag(key, ms)
  local left = redis.call('PTTL', key)
  if left >= 0 and not ms then
    redis.call('PERSIST', key)
  elseif left >= 0 and left < ms then
    redis.call('PEXPIRE', key, string.format('%.0f', ms))
  end
end

-- What the header says: LIVE, EXPIRED, NULL (a load that found nothing is remembered; flag bit 2) or ABSENT (none,
-- corrupt, of another epoch, or dead by a tag), and the expiry in ms.
local function state(header, epoch, now, recordKey)
  if not header or #header < HEADER or string.byte(header, 1) ~= 199 or string.byte(header, 2) ~= 1 then
    return ABSENT, 0
  end
  if string.sub(header, 9, 16) ~= epoch then return ABSENT, 0 end
  local expiry = struct.unpack('>I8', header, 33)
  if expiry > ETERNAL or tagged(header) and untaggedSince(recordKey) then return ABSENT, 0 end
  local isNull = string.byte(header, 3) % 8 >= 4
  if expiry <= now then return isNull and ABSENT or EXPIRED, expiry end
  return isNull and NULL or LIVE, expiry
end

-- True if the record's EXPIRED event was already claimed (flag bit 0).
local function claimed(header)
  return string.byte(header, 3) % 2 == 1
end

-- Marks the record's EXPIRED event as claimed. PEXPIRE goes first: after it, a server with no memory left lets SETRANGE pass.
local function claim(key, header)
  redis.call('PEXPIRE', key, math.max(1, redis.call('PTTL', key)))
  redis.call('SETRANGE', key, 2, string.char(string.byte(header, 3) + 1))
end

-- kind ('L' load, 'X' exclusive), token, epoch, whether others wait for it, sequence of the last invalidation by tag when
-- it was granted; or false if there is no lease in force.
-- A clear ends load leases; exclusive ones it does not, for their holders are still at work.
local function lease(key, epoch)
  local l = read('GET', key)
  if not l or #l < 33 or #l > 34 then return false end
  local kind, leaseEpoch = string.sub(l, 1, 1), string.sub(l, 18, 25)
  return kind, string.sub(l, 2, 17), leaseEpoch, #l == 34, struct.unpack('>I8', l, 26)
end

-- Ends a lease and wakes who waits for it.
local function endLease(key, awaited, channel)
  redis.call('UNLINK', key)
  if awaited then publish(channel, key) end
end

-- A message to other nodes. kind: C created, U updated, D deleted, I deleted though nothing was there (but a near cache
-- may have what the server evicted), E expired, X cleared, T a tag invalidated, which stands in place of the key; versions
-- are sequence and nonce.
-- The records before and after follow the key where old is a string.
local function message(kind, origin, epoch, previous, version, key, old, new)
  local m = '\1' .. kind .. origin .. epoch .. previous .. version .. struct.pack('>I4', #key) .. key
  if old then m = m .. struct.pack('>I4', #old) .. old .. struct.pack('>I4', #new) .. new end
  return m
end
